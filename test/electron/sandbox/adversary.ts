import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, copyFileSync, cpSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Profile } from '#contract/policy';
import { defaultProfile } from '#sandbox/profile';
import type { Targets } from '../../fixtures/adversary/targets.d.ts';
import type { CageProgramInput, CageProgramReport } from './cage-program.ts';
import type { DecoyTargets, Owner } from './decoys.ts';

export interface Outcome {
  /** It got what it was after. */
  out: boolean;
  saw: string;
}

export interface Adversary {
  /** Of the process that made the cage. */
  parent: number;
  /** Arguments the cage is made with. */
  args: string[];
  notGranted: string[];
  try(escape: string, targets: Targets): Promise<Outcome>;
  /** Ends it and gives what the cage says it refused. */
  end(): Promise<string[]>;
}

const source = join(import.meta.dirname, '..', '..', '..');

/**
 * A copy of the program, the server and the interpreter that anybody may read and that may be written beside: a clone of
 * the repository may be in a home that is closed to others.
 */
export function installAdversary(folder: string, code: string): { node: string; program: string } {
  const app = join(folder, 'app');
  for (const part of ['package.json', 'electron/contract', 'electron/platform', 'electron/sandbox']) {
    cpSync(join(source, part), join(app, part), { recursive: true });
  }
  const program = join(app, 'cage-program.ts');
  copyFileSync(join(import.meta.dirname, 'cage-program.ts'), program);
  cpSync(join(source, 'test/fixtures/adversary'), code, { recursive: true });
  const node = join(folder, 'runtime', 'bin', 'node');
  mkdirSync(join(folder, 'runtime', 'bin'), { recursive: true });
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  return { node, program };
}

export interface AdversaryOptions {
  /** Where everything of this test is. */
  folder: string;
  installed: { node: string; program: string };
  targets: DecoyTargets;
  owner: Owner;
  isCaged: boolean;
  profile?: Partial<Profile>;
}

/** So high that Node does not find it among those it inherits and closes. */
export const OPEN_FOLDER = 60;

/** Small, so that floods are small. */
const profile: Profile = { ...defaultProfile, memoryMb: 320, processes: 20 };

/** Starts the server by way of the program, as `owner`, with the decoys' marker in the program's environment. */
export async function startAdversary(options: AdversaryOptions): Promise<Adversary> {
  const { targets, owner, installed } = options;
  const input: CageProgramInput = {
    isCaged: options.isCaged,
    host: {
      platform: process.platform,
      arch: process.arch,
      ...owner,
      home: targets.home,
      ownData: targets.ownData,
      temporary: join(options.folder, 'temporary'),
      diskMb: 100,
    },
    launch: {
      plugin: 'claude-code:plugin/adversary',
      server: 'adversary',
      command: installed.node,
      args: [join(targets.code, 'server.mjs')],
      cwd: targets.project,
      env: { PATH: '/usr/bin:/bin', HOME: targets.home },
      roots: [targets.code],
      dataFolder: targets.data,
      project: targets.project,
    },
    profile: { ...profile, ...options.profile },
  };
  const isOther = owner.uid !== process.getuid?.();
  const program = [installed.node, '--disable-warning=ExperimentalWarning', installed.program, JSON.stringify(input)];
  const asOwner = ['setpriv', '--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'];
  const [command = '', ...args] = isOther ? [...asOwner, ...program] : program;
  const home = openSync(targets.home, 'r');
  const child = spawn(command, args, {
    cwd: targets.project,
    env: { PATH: process.env['PATH'], HOME: targets.home, PARENT_TOKEN: targets.marker },
    stdio: ['pipe', 'pipe', 'pipe', ...Array.from({ length: OPEN_FOLDER - 3 }, () => 'ignore' as const), home],
  });
  closeSync(home);
  if (child.stdin === null || child.stdout === null || child.stderr === null) throw new Error('It has no pipes.');
  return converse(child, child.stdin, child.stdout, child.stderr);
}

type Report<K extends CageProgramReport['report']> = Extract<CageProgramReport, { report: K }>;

async function converse(
  child: ChildProcess,
  stdin: NodeJS.WritableStream,
  stdout: NodeJS.ReadableStream,
  stderr: NodeJS.ReadableStream,
): Promise<Adversary> {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  const said: string[] = [];
  let ended: Report<'ended'> | undefined;
  const started = new Promise<Report<'started'>>((resolve, reject) => {
    createInterface({ input: stderr }).on('line', (line) => {
      const report: CageProgramReport | undefined = line.startsWith('{"report"') ? JSON.parse(line) : undefined;
      if (report?.report === 'started') resolve(report);
      else if (report?.report === 'not caged') reject(new Error(`${report.reason} ${report.remedy}`));
      else if (report?.report === 'ended') ended = report;
      else said.push(line);
    });
    child.once('close', () => reject(new Error(said.join('\n'))));
  });
  const closed = once(child, 'close').then(() => {
    const why = ended?.refused.at(-1) ?? said.join(' ');
    for (const answer of waiting.values()) answer({ out: false, saw: `the cage ended it. ${why}` });
    waiting.clear();
  });
  createInterface({ input: stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(JSON.parse(message.result.content[0].text));
    waiting.delete(message.id);
  });
  // A server that was ended has closed its input.
  stdin.on('error', () => undefined);
  const { args, notGranted } = await started;
  let next = 0;
  return {
    parent: child.pid ?? 0,
    args,
    notGranted,
    try(escape, targets) {
      next += 1;
      const id = next;
      const params = { name: 'try', arguments: { escape, targets } };
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`);
        if (child.exitCode !== null) resolve({ out: false, saw: 'it had ended' });
      });
    },
    async end() {
      stdin.end();
      await closed;
      return ended?.refused ?? [];
    },
  };
}
