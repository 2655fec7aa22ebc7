import { defineConfig } from 'vitest/config';

const config = defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/agents/**', 'test/bench/**'],
    setupFiles: ['test/helpers/fail-on-console.ts', 'test/helpers/property-seed.ts'],
    environment: 'node',
    pool: 'forks',
    // Two slow cores run real processes and real watchers here; a hanging test still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export { config as default };
