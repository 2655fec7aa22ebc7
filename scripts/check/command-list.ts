/** One step of the check: commands of node_modules or scripts, run one after the other until one fails. */
export interface Step {
  name: string;
  commands: 'tests' | readonly (readonly [command: string, ...args: string[]])[];
  /** What to do when it fails. */
  cure: string;
}

const projects = ['pure', 'node', 'preload', 'renderer', 'test'];

/** The one list of what has to be green, in the order it is run everywhere. */
export const commandList: readonly Step[] = [
  { name: 'format', commands: [['biome', 'check', '--max-diagnostics=5', '.']], cure: 'Run: npm run format' },
  {
    name: 'lint',
    commands: [['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives']],
    cure: 'The import table is in scripts/lint/import-table.ts.',
  },
  {
    name: 'types',
    commands: projects.map((project) => ['tsc', '-p', `tsconfig.${project}.json`] as const),
    cure: 'Each runtime has a project of its own: tsconfig.*.json.',
  },
  { name: 'unused', commands: [['knip']], cure: 'Remove what is unused, or make it used.' },
  {
    name: 'docs',
    commands: [
      ['scripts/write-contract-doc.ts', '--check'],
      ['scripts/write-problems-doc.ts', '--check'],
      ['scripts/write-keys-doc.ts', '--check'],
      ['scripts/check-docs.ts'],
    ],
    cure: 'The message above says which file and how to write it again.',
  },
  {
    name: 'lockfile',
    commands: [['scripts/complete-lockfile.mjs', '--check']],
    cure: 'Run: node scripts/complete-lockfile.mjs',
  },
  { name: 'tests', commands: 'tests', cure: 'Run: npm test' },
];
