/** A server that is started by a program which first downloads it. */
export interface PackagedServer {
  runner: 'npx' | 'bunx' | 'uvx';
  /** As written, such as `@scope/name@latest`; of `uvx` whatever it may take. */
  spec: string;
  /** Name of the program in the package, where the command line names one. */
  program: string | undefined;
  /** For the server itself. */
  args: string[];
}

const quietFlags = new Set([
  '-y',
  '--yes',
  '-q',
  '--quiet',
  '--silent',
  '--prefer-offline',
  '--prefer-online',
  '--bun',
]);

/**
 * What a command line downloads and runs; undefined when it is no such command line. `isClear` is false where it has
 * options nobody here knows: then it cannot be prepared.
 */
export function packagedServer(
  command: string,
  args: readonly string[],
): { server: PackagedServer; isClear: boolean } | undefined {
  const runner = runnerOf(command, args[0]);
  if (runner === undefined) return undefined;
  const rest = runner.skip === 0 ? [...args] : args.slice(runner.skip);
  let named: string | undefined;
  let isClear = runner.name !== 'uvx';
  while (rest[0]?.startsWith('-') === true) {
    const [flag, inline] = splitFlag(rest.shift() ?? '');
    if (flag === '-p' || flag === '--package') named = inline ?? rest.shift();
    else if (flag === '--') break;
    else if (!quietFlags.has(flag)) isClear = false;
  }
  const first = rest.shift();
  const spec = named ?? first;
  if (spec === undefined) return undefined;
  const program = named === undefined ? undefined : first;
  return { server: { runner: runner.name, spec, program, args: rest }, isClear: isClear && isPackageSpec(spec) };
}

/** Name and range of a package in the registry; undefined for addresses, folders and files. */
export function readPackageSpec(spec: string): { name: string; range: string } | undefined {
  const match = /^((?:@[a-z0-9~._-]+\/)?[a-z0-9~_][a-z0-9~._-]*)(?:@([^@/:\s]+))?$/i.exec(spec);
  const [, name, range = 'latest'] = match ?? [];
  return name === undefined ? undefined : { name, range };
}

function isPackageSpec(spec: string): boolean {
  return readPackageSpec(spec) !== undefined;
}

function splitFlag(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function runnerOf(
  command: string,
  first: string | undefined,
): { name: PackagedServer['runner']; skip: number } | undefined {
  const name = (command.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:cmd|exe|ps1)$/i, '');
  if (name === 'npx' || name === 'bunx' || name === 'uvx') return { name, skip: 0 };
  if (name === 'npm' && (first === 'exec' || first === 'x')) return { name: 'npx', skip: 1 };
  if (name === 'bun' && first === 'x') return { name: 'bunx', skip: 1 };
  if (name === 'pnpm' && first === 'dlx') return { name: 'npx', skip: 1 };
  return undefined;
}
