import { AppError } from '#contract/errors';
import { realPath } from '#platform/programs';
import { shippedCli, stableCli, stablePaths } from '#platform/shipped-cli';

export interface GuardedServer {
  plugin: string;
  server: string;
  home: string;
  data: string;
}

/**
 * Variables an agent may hand on that would load code into Gatehouse, or change it, before it reads its first line. `env`
 * takes them out; it reads none of those of Node, and who can set those of the loader has run code as this user already.
 */
const takenOut = [
  ...[
    'NODE_OPTIONS',
    'NODE_PATH',
    'NODE_EXTRA_CA_CERTS',
    'NODE_REPL_EXTERNAL_MODULE',
    'NODE_V8_COVERAGE',
    'NODE_DEBUG',
  ],
  ...['LD_PRELOAD', 'LD_AUDIT', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'DYLD_LIBRARY_PATH', 'BASH_ENV'],
];

/**
 * What an agent starts in place of a server: absolute, because it starts it from anywhere and hands on little. From a package
 * it is the copy in the data folder, made when it is first needed. Throws AppError `unavailable` when that cannot be made.
 */
export function guardedCommand(
  { plugin, server, home, data }: GuardedServer,
  platform: NodeJS.Platform = process.platform,
): { command: string; args: string[] } {
  const run = [...ownProgram(data), 'run', plugin, '--server', server, '--home', home, '--data', data];
  const [command = '', ...args] =
    platform === 'win32' ? run : ['/usr/bin/env', ...takenOut.flatMap((name) => ['-u', name]), ...run];
  return { command, args };
}

/**
 * What starts this Gatehouse from anywhere, for good. With `isLookingOnly` the copy of a package is named, not made. Throws
 * AppError `unavailable` as `guardedCommand` does.
 */
export function ownProgram(data: string, { isLookingOnly = false } = {}): string[] {
  const shipped = shippedCli();
  if (shipped !== undefined) {
    const { node, program } = isLookingOnly ? stablePaths(shipped, data) : stableCli(shipped, data);
    return [node, program];
  }
  if (process.versions['electron'] === undefined) return [process.execPath, realPath(process.argv[1] ?? '')];
  const message = 'This window was not started from a package. Write "gatehouse guard" in a terminal.';
  throw new AppError('unavailable', message);
}
