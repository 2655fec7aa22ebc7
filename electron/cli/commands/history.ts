import type { Core } from '#app/core';
import { forgetWithLogs } from '#app/forget-with-logs';
import type { Call, HistoryStats, HistoryStatus } from '#contract/history';
import { exportFormats } from '#contract/history';
import { exit, type Invocation, oneOf, UsageError } from '../arguments.ts';
import { isAgreed } from '../ask-yes.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';

type History = Awaited<ReturnType<Core['history']>>;
type Sub = (history: History, invocation: Invocation, output: Output, data: string) => Promise<number>;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

const subcommands: Record<string, Sub> = { import: takeIn, search, export: exportCalls, stats, forget, keep };

/** `gatehouse history import|search|export|stats|forget|keep`. Each first takes in what is waiting, as far as it may. */
export async function history(invocation: Invocation, output: Output): Promise<number> {
  const [name = '', ...operands] = invocation.operands;
  const run = subcommands[name];
  if (run === undefined) throw new UsageError(`"history" needs one of: ${Object.keys(subcommands).join(', ')}.`);
  const core = await openCore(invocation.flags, output);
  try {
    const opened = await core.history();
    await takeInWhatWaits(opened, output, name === 'import' && !output.json);
    return await run(opened, { ...invocation, operands }, output, core.data);
  } finally {
    await core.close();
  }
}

/** Another Gatehouse that holds the store takes transcripts in by itself: then what is there is read. */
async function takeInWhatWaits(history: History, output: Output, isTold: boolean): Promise<void> {
  const before = await history.status();
  if (before.owner !== 'this') {
    output.log('Another Gatehouse is open and takes the transcripts in; this reads what it has by now.');
    return;
  }
  const stop = isTold ? history.onProgress((status) => output.log(progressLine(status))) : undefined;
  await history.startImport();
  await history.settled();
  stop?.();
  const after = await history.status();
  if (after.state === 'unavailable') output.log(`Not everything was taken in: ${after.reason ?? 'unknown reason'}`);
}

function progressLine({ files, bytes, calls }: HistoryStatus): string {
  const share = bytes.total === 0 ? 100 : Math.floor((100 * bytes.done) / bytes.total);
  return `${share} %: ${files.done} of ${files.total} files, ${calls} calls kept`;
}

async function takeIn(history: History, { operands }: Invocation, output: Output): Promise<number> {
  none(operands, 'import');
  const status = await history.status();
  if (output.json) output.document({ status });
  else output.print(`${status.calls} tool calls kept, ${status.problems} lines could not be read.`);
  return status.state === 'unavailable' ? exit.failed : exit.done;
}

async function search(history: History, { operands, flags }: Invocation, output: Output): Promise<number> {
  const query = operands.join(' ');
  const limit = wholeNumber('limit', flags.limit, 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
  const cursor = wholeNumber('after', flags.after, 0, Number.MAX_SAFE_INTEGER);
  const page = await history.ask('search', { query, limit, ...(cursor === undefined ? {} : { cursor }) });
  if (page.problem !== undefined) throw new UsageError(explained(query, page.problem));
  if (output.json) output.document(page);
  else {
    output.print(page.calls.length === 0 ? 'Nothing matches.' : callTable(page.calls));
    if (page.next !== undefined) output.log(`More: --after ${page.next}`);
  }
  return exit.done;
}

/** The query with a mark under the place. */
function explained(query: string, { message, from, to }: { message: string; from: number; to: number }): string {
  return `${message}\n  ${cell(query)}\n  ${' '.repeat(from)}${'^'.repeat(Math.max(1, to - from))}`;
}

function callTable(calls: readonly Call[]): string {
  const rows = calls.map((call) => [
    new Date(call.at).toISOString(),
    call.outcome,
    call.agent,
    cell(call.plugin ?? call.server ?? ''),
    cell(call.tool),
    call.durationMs === undefined ? '' : `${Math.round(call.durationMs)} ms`,
    cell(call.preview),
  ]);
  return columns([['AT', 'OUTCOME', 'AGENT', 'PLUGIN', 'TOOL', 'TOOK', 'ARGUMENTS'], ...rows]);
}

async function exportCalls(history: History, { operands, flags }: Invocation, output: Output): Promise<number> {
  const format = oneOf('format', flags.format, exportFormats) ?? 'jsonl';
  const query = operands.join(' ');
  let cursor: number | undefined;
  do {
    const page = await history.ask('export', { query, format, ...(cursor === undefined ? {} : { cursor }) });
    if (page.problem !== undefined) throw new UsageError(explained(query, page.problem));
    await output.write(page.text);
    cursor = page.next;
  } while (cursor !== undefined);
  return exit.done;
}

async function stats(history: History, { operands }: Invocation, output: Output): Promise<number> {
  const query = operands.join(' ');
  const { problem, ...counted } = await history.ask('stats', { query });
  if (problem !== undefined) throw new UsageError(explained(query, problem));
  if (output.json) output.document(counted);
  else output.print(statsText(counted));
  return exit.done;
}

function statsText(counted: HistoryStats): string {
  const parts = [
    ['agent', counted.byAgent],
    ['plugin', counted.byPlugin],
    ['tool', counted.byTool],
    ['outcome', counted.byOutcome],
    ['day', counted.byDay],
  ] as const;
  const lists = parts.map(([name, values]) => {
    const rows = Object.entries(values).sort((a, b) => (name === 'day' ? (a[0] < b[0] ? 1 : -1) : b[1] - a[1]));
    return [`by ${name}`, columns(rows.map(([value, count]) => [`  ${String(count)}`, cell(value)]))].join('\n');
  });
  return [`${counted.total} tool calls`, ...lists].join('\n\n');
}

async function forget(
  history: History,
  { operands, flags }: Invocation,
  output: Output,
  data: string,
): Promise<number> {
  const query = operands.join(' ');
  if (query.trim() === '') throw new UsageError('Say what to forget, such as plugin:NAME, session:ID or before:30d.');
  const dry = await history.ask('forget', { query, dryRun: true });
  if (dry.problem !== undefined) throw new UsageError(explained(query, dry.problem));
  const isDry = flags['dry-run'] === true || dry.count === 0;
  const isYes = !isDry && (await isAgreed(flags, output, `Forget ${dry.count} rows for good?`));
  const done = isYes ? await forgetWithLogs(history, data, { query, dryRun: false }) : undefined;
  const forgotten = done?.count ?? 0;
  const isClean = done?.isClean !== false;
  if (output.json) output.document({ matched: dry.count, forgotten, ...(done === undefined ? {} : { isClean }) });
  else output.print(isYes ? `${forgotten} rows forgotten.` : `${dry.count} rows match; nothing was removed.`);
  if (!isClean) output.log(stillRead);
  if (!isDry && !isYes) output.log('Nothing was removed. Say yes at the prompt, or give --yes.');
  return isDry || isYes ? exit.done : exit.badUsage;
}

const stillRead =
  'Another Gatehouse still reads the store, so its file may hold some of it: it is cleaned when that ends, or at the next start.';

/** How long and how much is kept; without options it only says so. */
async function keep(history: History, { operands, flags }: Invocation, output: Output): Promise<number> {
  none(operands, 'keep');
  const now = await history.ask('retention', null);
  const days = limitFrom('days', flags.days, 1);
  const bytes = limitFrom('size', flags.size, 1024 * 1024);
  const next = { days: days === undefined ? now.days : days, bytes: bytes === undefined ? now.bytes : bytes };
  if (days !== undefined || bytes !== undefined) await history.ask('setRetention', next);
  if (output.json) output.document({ retention: next });
  else {
    const age = next.days === null ? 'of any age' : `of the last ${next.days} days`;
    output.print(`Calls ${age} are kept${next.bytes === null ? '' : `, up to ${next.bytes / 1024 / 1024} MB`}.`);
  }
  return exit.done;
}

/** Undefined when not given, null for `all`. */
function limitFrom(flag: string, value: string | undefined, unit: number): number | null | undefined {
  if (value === 'all') return null;
  const number = wholeNumber(flag, value, 1, 1_000_000);
  return number === undefined ? undefined : number * unit;
}

function none(operands: readonly string[], name: string): void {
  if (operands.length > 0) throw new UsageError(`"history ${name}" takes no operands.`);
}

function wholeNumber(flag: string, value: string | undefined, from: number, to: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < from || number > to) {
    throw new UsageError(`--${flag} must be a whole number from ${from} to ${to}.`);
  }
  return number;
}
