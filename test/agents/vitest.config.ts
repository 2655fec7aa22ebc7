import { defineConfig } from 'vitest/config';

const config = defineConfig({
  test: {
    include: ['test/agents/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Real programs on two slow cores, one at a time.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});

export { config as default };
