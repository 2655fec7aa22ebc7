import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ImportEnd } from '#test/electron/history/import-faults-program';

const program = join(import.meta.dirname, '..', 'electron', 'history', 'import-faults-program.ts');

export interface ImportProcess {
  child: ChildProcess;
  /** Resolves once it says that the import has begun, or has ended. */
  began: Promise<void>;
  /** What it said at its end; undefined when it was killed before. Rejects when it failed. */
  ended: Promise<ImportEnd | undefined>;
}

export interface ImportPlan {
  home: string;
  data: string;
  /** A command that runs the process, with arguments. */
  prefix?: readonly string[];
  /** What the process is given after its two folders. */
  more?: readonly string[];
  /** A folder in which processes find what others have compiled before. */
  cache?: string;
}

/** A process of its own that imports the transcripts of `home`. */
export function startImport({ home, data, prefix = [], more = [], cache }: ImportPlan): ImportProcess {
  const command = [...prefix, process.execPath, '--disable-warning=ExperimentalWarning', program, home, data, ...more];
  const [name = '', ...args] = command;
  const env = { ...process.env, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) };
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let [said, complained] = ['', ''];
  const began = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) resolve();
    });
    child.on('close', () => resolve());
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (complained += text));
  const ended = new Promise<ImportEnd | undefined>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as ImportEnd);
      else reject(new Error(`The import ended with ${code ?? signal}: ${complained}`));
    });
  });
  return { child, began, ended };
}

/** Imports undisturbed. */
export async function importAll(plan: ImportPlan): Promise<ImportEnd> {
  const end = await startImport(plan).ended;
  if (end === undefined) throw new Error('It was killed, and not by this test.');
  return end;
}

/** Kills the import so many ms after it began, or after its process was started; undefined when it was in time. */
export async function importKilled(
  plan: ImportPlan,
  kill: { from: 'begin' | 'start'; afterMs: number },
): Promise<ImportEnd | undefined> {
  const { child, began, ended } = startImport(plan);
  if (kill.from === 'begin') await began;
  await Promise.race([pause(kill.afterMs), ended]);
  child.kill('SIGKILL');
  return ended;
}
