import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The versions everything in docs/plugin-formats.md was seen with. */
export const agentPackages = { '@anthropic-ai/claude-code': '2.1.330', '@openai/codex': '0.169.0' } as const;

/**
 * A real server they talk to through `gatehouse run`, and the conformance suite with the SDK that its example server and the HTTP
 * front before it are made with.
 */
export const serverPackages = {
  '@modelcontextprotocol/server-everything': '2026.8.31',
  '@modelcontextprotocol/conformance': '0.2.0-alpha.11',
  '@modelcontextprotocol/sdk': '1.32.2',
} as const;
const everything = ['node_modules', '@modelcontextprotocol', 'server-everything', 'dist', 'index.js'];

/** The program of the server `everything` in the folder of the agents' programs. */
export function everythingServer(folder: string): string {
  return join(folder, ...everything);
}

const programs = [
  ['claude', agentPackages['@anthropic-ai/claude-code']],
  ['codex', agentPackages['@openai/codex']],
] as const;

/** Where the agents' programs are kept between runs: outside the project, named by their versions. */
export function agentFolder(): string {
  const versions = Object.values(agentPackages).join('-');
  return process.env['GATEHOUSE_AGENT_CLIS'] ?? join(tmpdir(), `gatehouse-agents-${versions}`);
}

/**
 * Makes sure that both programs start and are of the versions the tests speak of; installs what is missing or was left
 * half-done. Says in a sentence why the programs cannot be used, else undefined.
 */
export function installAgents(folder: string, install: (folder: string) => void = installWithNpm): string | undefined {
  if (isOfSomebodyElse(folder))
    return `${folder} belongs to another user. Name a folder of yours in GATEHOUSE_AGENT_CLIS.`;
  const found = versionsIn(folder);
  if (found.some((version) => version === undefined) || missingServerPackage(folder) !== undefined) install(folder);
  for (const [index, version] of versionsIn(folder).entries()) {
    const [name, wanted] = programs[index] ?? ['?', '?'];
    if (version === undefined) return `npm could not install ${name} ${wanted} into ${folder}.`;
    if (version !== wanted) return `${folder} holds ${name} ${version}; the comparison is written for ${wanted}.`;
  }
  const missing = missingServerPackage(folder);
  return missing === undefined ? undefined : `npm could not install ${missing} into ${folder}.`;
}

/** The first package that is not there in the version the tests speak of. */
function missingServerPackage(folder: string): string | undefined {
  for (const [name, version] of Object.entries(serverPackages)) {
    const file = join(folder, 'node_modules', name, 'package.json');
    if (!existsSync(file)) return `${name} ${version}`;
    if ((JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version !== version)
      return `${name} ${version}`;
  }
  return undefined;
}

/** A folder of a guessable name where everyone may write: its programs are only run when we or root made it. */
function isOfSomebodyElse(folder: string): boolean {
  if (process.getuid === undefined || !existsSync(folder)) return false;
  return ![0, process.getuid()].includes(lstatSync(folder).uid);
}

/** What each program answers to `--version`, in the order of `programs`; undefined when it does not start. */
function versionsIn(folder: string): (string | undefined)[] {
  return programs.map(([name]) => {
    const program = join(folder, 'node_modules', '.bin', name);
    if (!existsSync(program)) return undefined;
    // A home of its own: the answer to a question must not be a new file in the home of whoever runs the tests.
    const env = { PATH: process.env['PATH'], HOME: folder };
    const { status, stdout } = spawnSync(program, ['--version'], { env, encoding: 'utf8', timeout: 60_000 });
    return status === 0 ? /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] : undefined;
  });
}

/** Installs both without letting install scripts run on their own. */
function installWithNpm(folder: string): void {
  console.log(`Installing the agents' programs into ${folder} …`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { ...agentPackages, ...serverPackages } }),
  );
  spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 10 * 60_000,
  });
  // Claude Code's package puts its program in place with a script of its own.
  const placing = join(folder, 'node_modules', '@anthropic-ai', 'claude-code', 'install.cjs');
  if (existsSync(placing)) spawnSync(process.execPath, [placing], { cwd: folder, stdio: 'inherit', timeout: 60_000 });
}
