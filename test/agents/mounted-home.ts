import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { unshareArguments } from '#scripts/agents/namespace-obstacle.ts';
import { sharedFolder, whyNoShared } from '#test/helpers/shared-folder';

/** The home that the files of the corpus name. */
export const homeInside = '/home/dev';

export interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder that can be mounted as `/home/dev`. */
export interface MountedHome {
  /** Where it lies outside. */
  folder: string;
  /** Gatehouse's data for this home, outside of it. */
  data: string;
  /** Another copy, as it is now: real agents write wherever they look, so each question has a copy of its own. */
  copy(): MountedHome;
  /** Runs a program that sees this home at `/home/dev`, has no network, and no other environment. */
  run(
    program: string,
    args: readonly string[],
    options?: { cwd?: string; env?: Record<string, string> },
  ): Promise<Answer>;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A copy of one of the corpus homes: `claude-home` or `codex-home`. */
export function corpusHome(name: 'claude-home' | 'codex-home'): MountedHome {
  const shared = sharedFolder();
  if (shared === undefined) throw new Error(whyNoShared);
  return homeFrom(join(shared, 'corpus', name));
}

/** A home of these files, by their paths below it. */
export function homeOf(files: Readonly<Record<string, string>>): MountedHome {
  const source = mkdtempSync(join(tmpdir(), 'gatehouse-agent-files-'));
  made.push(source);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), content);
  }
  return homeFrom(source);
}

function homeFrom(source: string): MountedHome {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-agent-home-')));
  made.push(outer);
  const folder = join(outer, 'home');
  cpSync(source, folder, { recursive: true, verbatimSymlinks: true });
  makeWritable(folder);
  mkdirSync(join(folder, 'work'), { recursive: true });
  return {
    folder,
    data: join(outer, 'data'),
    copy: () => homeFrom(folder),
    run: (program, args, options) => runMounted(folder, program, args, options),
  };
}

/** The corpus may be read-only. */
function makeWritable(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.mode | 0o200);
  if (stats.isDirectory()) for (const name of readdirSync(path)) makeWritable(join(path, name));
}

/**
 * `/home` is laid anew over itself, so that `/home/dev` can be made in it without leaving a trace, and everything
 * else that lies there (this checkout, perhaps) is still seen.
 */
const mounting = `
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
stage=/mnt
mkdir "$stage/old" "$stage/dev"
mount --bind "$1" "$stage/dev"
mount --rbind /home "$stage/old"
mount -t tmpfs tmpfs /home
for each in "$stage/old"/*; do
  [ -d "$each" ] || continue
  name=$(basename "$each")
  [ "$name" = dev ] && continue
  mkdir "/home/$name"
  mount --rbind "$each" "/home/$name"
done
mkdir /home/dev
mount --bind "$stage/dev" /home/dev
cd "$2"
shift 2
exec "$@"
`;

function runMounted(
  folder: string,
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Answer> {
  const command = [
    ...unshareArguments(),
    'sh',
    '-c',
    mounting,
    'sh',
    folder,
    options.cwd ?? homeInside,
    program,
    ...args,
  ];
  const env = { ...agentEnvironment(), ...options.env };
  return new Promise((resolve) => {
    execFile('unshare', command, { env, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

/** Nothing of the caller's environment but the way to the programs; what tries the network is refused at once. */
function agentEnvironment(): Record<string, string> {
  const programs = join(process.env['GATEHOUSE_AGENT_CLIS'] ?? '', 'node_modules', '.bin');
  return {
    HOME: homeInside,
    PATH: [dirname(process.execPath), programs, '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(
      delimiter,
    ),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1,localhost',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  };
}

/** The JSON document a program printed; fails with what it said when there is none. */
export function documentOf(answer: Answer): unknown {
  const start = answer.stdout.search(/[[{]/);
  if (start < 0) throw new Error(`No JSON (exit ${answer.code}): ${answer.stdout}\n${answer.stderr}`);
  return JSON.parse(answer.stdout.slice(start));
}

const built = join(import.meta.dirname, '..', '..', 'out', 'cli', 'gatehouse.js');

/** Runs the built Gatehouse in the same place. */
export function gatehouse(home: MountedHome, args: readonly string[], project?: string): Promise<Answer> {
  const where = ['--home', homeInside, '--data', home.data, ...(project === undefined ? [] : ['--project', project])];
  return home.run(process.execPath, [built, ...args, ...where]);
}
