/**
 * A process that imports: `import-faults-program.ts HOME DATA [MOUNTED]`. It says `importing` when the import has begun
 * and ends with one line of JSON. With MOUNTED, a file system of few bytes that holds DATA, it makes room there once
 * the import has stopped for want of it, and goes on.
 */
import { spawnSync } from 'node:child_process';
import { AppError } from '#contract/errors';
import { type History, openHistory } from '#history/history';

export interface ImportEnd {
  outcome: 'imported' | 'conflict';
  /** What the import said when it had stopped for want of room. */
  halted?: string;
  calls: number;
  digest: string;
  wrong: string[];
}

async function main([home = '', data = '', mounted]: readonly string[]): Promise<void> {
  const history = await openHistory({
    folder: data,
    machine: { platform: 'linux', home, env: {}, osPolicy: () => undefined },
    table: { plugins: [], standalone: [] },
    watch: false,
    log: () => undefined,
  });
  const outcome = await begin(history);
  process.stdout.write(`${outcome === 'imported' ? 'importing' : 'waiting'}\n`);
  await history.settled();
  const halted = mounted === undefined ? undefined : await goOn(history, mounted);
  const { calls } = await history.status();
  const digest = await history.ask('digest', null);
  const wrong = await history.ask('integrity', null);
  await history.close();
  const end: ImportEnd = { outcome, ...(halted === undefined ? {} : { halted }), calls, digest, wrong };
  process.stdout.write(`${JSON.stringify(end)}\n`);
}

async function begin(history: History): Promise<ImportEnd['outcome']> {
  try {
    await history.startImport();
    return 'imported';
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return 'conflict';
    throw error;
  }
}

async function goOn(history: History, mounted: string): Promise<string> {
  const { state, reason = '' } = await history.status();
  if (state !== 'unavailable') return '';
  const { status, stderr } = spawnSync('mount', ['-o', 'remount,size=512m', mounted], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  await history.startImport();
  await history.settled();
  return reason;
}

await main(process.argv.slice(2));
