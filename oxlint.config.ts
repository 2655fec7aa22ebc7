import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'oxlint';
import { importRules } from './scripts/lint/import-rules.ts';

const config = defineConfig({
  plugins: ['typescript', 'import', 'react', 'unicorn', 'oxc', 'promise'],
  categories: { correctness: 'error' },
  ignorePatterns: ['out/**', 'dist/**', 'node_modules/**'],
  rules: {
    eqeqeq: ['error', 'always'],
    'no-empty': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-console': 'off',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'react/exhaustive-deps': 'error',
    'react/rules-of-hooks': 'error',
    // TanStack's hooks are made for this; React's compiler is not used.
    'react/incompatible-library': 'off',
    // Control and joining characters are what several of our patterns look for.
    'no-control-regex': 'off',
    'no-misleading-character-class': 'off',
    // A spread that copies says: this list may change while we walk it.
    'unicorn/no-useless-spread': 'off',
    // Our objects are closures and have no `this`.
    'typescript/unbound-method': 'off',
    'typescript/no-meaningless-void-operator': 'off',
    'typescript/no-misused-spread': 'off',
    'typescript/restrict-template-expressions': 'off',
  },
  overrides: [
    ...importRules({ agents: foldersOf('electron/agents'), features: foldersOf('renderer/features') }),
    // Playwright hands fixtures a function called `use` and reads what they need from their first parameter.
    { files: ['test/e2e/**'], rules: { 'react/rules-of-hooks': 'off', 'no-empty-pattern': 'off' } },
    { files: ['**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});

function foldersOf(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

export { config as default };
