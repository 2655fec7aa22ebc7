import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Exit codes of DESIGN section 6. */
export const exit = { done: 0, failed: 1, badUsage: 2, refused: 3 } as const;

export class UsageError extends Error {}

const known = {
  home: { type: 'string' },
  project: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean' },
  agent: { type: 'string' },
  kind: { type: 'string' },
  problems: { type: 'boolean' },
  components: { type: 'boolean' },
  'at-start': { type: 'boolean' },
  files: { type: 'boolean' },
  scope: { type: 'string' },
  server: { type: 'string' },
  tool: { type: 'string' },
  all: { type: 'boolean' },
  remove: { type: 'boolean' },
  'without-names': { type: 'boolean' },
  output: { type: 'string' },
  reason: { type: 'string' },
  skill: { type: 'string' },
  hook: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  'read-only': { type: 'boolean' },
  sample: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  follow: { type: 'boolean' },
  since: { type: 'string' },
  by: { type: 'string' },
  plugin: { type: 'string' },
  limit: { type: 'string' },
  after: { type: 'string' },
  format: { type: 'string' },
  days: { type: 'string' },
  size: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Every flag there is and what it takes, for the completion. */
export const knownFlags: Readonly<Record<string, 'string' | 'boolean'>> = Object.fromEntries(
  Object.entries(known).map(([name, { type }]) => [name, type]),
);

type Known = typeof known;
export type Flags = {
  [K in keyof Known]?: Known[K]['type'] extends 'boolean' ? boolean : string;
};

export interface Invocation {
  command: string | undefined;
  /** What follows the command and is no option. */
  operands: readonly string[];
  flags: Flags;
}

/** Everything up to here is the same for each command: paths are made absolute. Throws UsageError. */
export function readArguments(argv: readonly string[]): Invocation {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: known,
      allowPositionals: true,
      strict: true,
    });
    const flags: Flags = {
      ...values,
      ...absolute('home', values.home),
      ...absolute('project', values.project),
      ...absolute('data', values.data),
    };
    const [command, ...operands] = positionals;
    return { command, operands, flags };
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

function absolute<K extends string>(flag: K, folder: string | undefined): { [P in K]?: string } {
  if (folder === '') throw new UsageError(`--${flag} needs a folder.`);
  return folder === undefined ? {} : ({ [flag]: resolve(folder) } as { [P in K]: string });
}

export function oneOf<T extends string>(flag: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--${flag} must be one of: ${allowed.join(', ')}.`);
  return found;
}

export function theOnly(operands: readonly string[], what: string): string {
  const [first, ...rest] = operands;
  if (first === undefined || rest.length > 0) throw new UsageError(`Name exactly one ${what}.`);
  return first;
}
