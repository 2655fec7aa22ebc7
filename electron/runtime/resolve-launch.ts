import { posix, win32 } from 'node:path';
import type { LaunchDescription } from '#contract/launch';
import type { ServerDefinition } from '#contract/server-definition';
import { batchCommand, isBatchFile } from './batch-file.ts';
import { codeRoots } from './code-roots.ts';
import { expandDefinition } from './expand-definition.ts';
import { serverEnvironment } from './server-environment.ts';

/** What resolving may ask of the machine. */
export interface LaunchFacts {
  platform: NodeJS.Platform;
  /** The user's home, real path. */
  home: string;
  /** The agent's environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where programs are looked for when the environment has no PATH, as at the start from a desktop. */
  loginPath: string;
  /** Real path of the agent's working folder. */
  project: string;
  /** Names a profile grants. */
  profileEnv: readonly string[];
  secrets: Readonly<Record<string, string>>;
  /** Whether this is a file that may be run. */
  isProgram(path: string): boolean;
  isThere(path: string): boolean;
}

export type ResolvedLaunch =
  | {
      ok: true;
      launch: LaunchDescription;
      /** Why no cage can hold it; undefined when one can. */
      notCageable: string | undefined;
    }
  | {
      ok: false;
      code: 'not-stdio' | 'variable-missing' | 'secret-in-arguments' | 'program-missing' | 'folder-missing';
      /** A sentence each. */
      reason: string;
      remedy: string;
    };

/** From a definition to what is started: everything filled in and found. Starts nothing. */
export function resolveLaunch(definition: ServerDefinition, facts: LaunchFacts): ResolvedLaunch {
  const { server, transport, file } = definition;
  if (transport !== 'stdio' || definition.command === undefined) {
    const isRemote = definition.url !== undefined;
    const why = isRemote ? 'so there is nothing to start here' : 'which Gatehouse does not start';
    const reason = `The server "${server}" is ${words[transport]}, ${why}.`;
    const remedy = isRemote ? 'Guard it, and its calls go through Gatehouse all the same.' : 'Leave it to its agent.';
    return { ok: false, code: 'not-stdio', reason, remedy };
  }
  const {
    definition: filled,
    missing,
    exposed,
  } = expandDefinition(definition, facts.env, facts.secrets, facts.project);
  if (exposed.length > 0) {
    const reason = `The secret ${exposed.join(', ')} would stand in the command line of the server "${server}", which every program of this user can read.`;
    return { ok: false, code: 'secret-in-arguments', reason, remedy: `Let it read a variable instead, in ${file}.` };
  }
  if (missing.length > 0) {
    const reason = `The server "${server}" needs the variable ${missing.join(', ')}, which is not set.`;
    const remedy = `Set it in the agent's environment, or store it: gatehouse secrets set ${definition.plugin} ${missing[0]}`;
    return { ok: false, code: 'variable-missing', reason, remedy };
  }
  const path = facts.platform === 'win32' ? win32 : posix;
  const cwd = filled.cwd ?? facts.project;
  if (!facts.isThere(cwd)) {
    const reason = `The folder ${cwd}, in which the server "${server}" starts, is not there.`;
    return { ok: false, code: 'folder-missing', reason, remedy: `Correct it in ${file}.` };
  }
  const command = findProgram(filled.command ?? '', cwd, path, facts);
  if (command === undefined) {
    const reason = `The program "${filled.command}" of the server "${server}" was not found.`;
    return { ok: false, code: 'program-missing', reason, remedy: `Install it, or correct its name in ${file}.` };
  }
  const started = startOf(command, filled.args, facts);
  if (started === undefined) {
    const reason = `The program "${filled.command}" of the server "${server}" is a batch file, which takes no argument of several lines.`;
    return { ok: false, code: 'program-missing', reason, remedy: `Correct its arguments in ${file}.` };
  }
  const environment = serverEnvironment({
    agent: { ...facts.env, PATH: searchPath(facts) },
    passed: [...definition.passEnv, ...facts.profileEnv],
    declared: filled.env,
    secrets: facts.secrets,
    platform: facts.platform,
  });
  return {
    ok: true,
    launch: {
      ...{ plugin: definition.plugin, server, ...started, cwd, env: environment },
      roots: definition.root === undefined ? codeRoots([command, ...filled.args], cwd, facts, path) : [definition.root],
      ...(definition.dataFolder === undefined ? {} : { dataFolder: definition.dataFolder }),
      project: facts.project,
    },
    notCageable: containerPrograms.has(path.basename(command).replace(/\.exe$/i, '')) ? containerWords : undefined,
  };
}

/** What the system is told to start: a batch file of Windows through its interpreter. */
function startOf(
  command: string,
  args: string[],
  { platform, env }: LaunchFacts,
): { command: string; args: string[]; isVerbatim?: true } | undefined {
  if (platform !== 'win32' || !isBatchFile(command)) return { command, args };
  const root = env['SystemRoot'] ?? env['windir'] ?? 'C:\\Windows';
  const batch = batchCommand(command, args, win32.join(root, 'System32', 'cmd.exe'));
  return batch === undefined ? undefined : { ...batch, isVerbatim: true };
}

const words: Record<ServerDefinition['transport'], string> = {
  stdio: 'defined without a command',
  http: 'reached over the network',
  sse: 'reached over the network',
  ws: 'reached over the network',
  bundle: 'a bundle its agent unpacks',
};

const containerPrograms = new Set(['docker', 'podman', 'nerdctl']);
const containerWords =
  'It is started by a container engine, whose service runs outside of any cage and with more rights than you have.';

function searchPath({ env, loginPath }: LaunchFacts): string {
  const found = env['PATH'] ?? env['Path'];
  return found === undefined || found === '' ? loginPath : found;
}

/** As the system finds it: names without a slash on PATH, everything else from the working folder. */
function findProgram(command: string, cwd: string, path: typeof posix, facts: LaunchFacts): string | undefined {
  const endings = facts.platform === 'win32' && path.extname(command) === '' ? ['.exe', '.com', '.cmd', '.bat'] : [''];
  const isPath = command.includes('/') || (facts.platform === 'win32' && command.includes('\\'));
  const folders = isPath ? [''] : searchPath(facts).split(path.delimiter);
  for (const folder of folders) {
    // An empty entry of PATH means the working folder, where a project could put its own program.
    if (!isPath && !path.isAbsolute(folder)) continue;
    for (const ending of endings) {
      const file = isPath ? path.resolve(cwd, command + ending) : path.join(folder, command + ending);
      if (facts.isProgram(file)) return file;
    }
  }
  return undefined;
}
