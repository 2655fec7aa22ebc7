import { setTimeout as pause } from 'node:timers/promises';
import type { PlacedLine } from '#contract/logs';
import { withoutColours } from '#contract/logs';
import { exit, type Invocation, UsageError } from '../arguments.ts';
import { limitFrom, sinceFrom } from '../bounds.ts';
import type { Output } from '../session.ts';
import { cell } from '../text.ts';

const DEFAULT_LIMIT = 500;
const MOST = 100_000;
const PAGE = 1_000;
const FOLLOW_MS = 300;

/** `gatehouse logs ID [TEXT]`: what a server that runs through Gatehouse wrote, oldest first. */
export async function logs({ operands, flags }: Invocation, output: Output): Promise<number> {
  const [id, ...words] = operands;
  if (id === undefined) throw new UsageError('Name the plugin whose log to show.');
  const since = sinceFrom(flags.since, Date.now());
  const limit = limitFrom(flags.limit, MOST) ?? (since === undefined ? DEFAULT_LIMIT : MOST);
  const { openServerLog } = await import('#app/server-log');
  const log = await openServerLog(flags.data, id, flags.server);
  const sought = words.length === 0 ? {} : { text: words.join(' ') };
  let lines: PlacedLine[] = [];
  let page = await log.read({ ...sought, limit: Math.min(PAGE, limit) });
  let after = page.after;
  for (;;) {
    lines = [...page.lines, ...lines];
    const isEnough = lines.length >= limit || (since !== undefined && (lines[0]?.at ?? 0) < since);
    if (page.before === undefined || isEnough) break;
    page = await log.read({ ...sought, before: page.before, limit: Math.min(PAGE, limit - lines.length) });
  }
  const shown = lines.filter(({ at }) => since === undefined || at >= since);
  if (flags.follow !== true) {
    if (output.json) output.document({ lines: shown });
    else output.print(shown.length === 0 ? 'Nothing to show.' : shown.map(lineText).join('\n'));
    return exit.done;
  }
  const write = (some: readonly PlacedLine[]): Promise<void> =>
    some.length === 0
      ? Promise.resolve()
      : output.write(some.map((line) => `${output.json ? JSON.stringify(line) : lineText(line)}\n`).join(''));
  const reader = new AbortController();
  process.stdout.on('error', () => reader.abort());
  await write(shown);
  while (!reader.signal.aborted) {
    const next = await log.read({ ...sought, limit: PAGE, ...(after === undefined ? {} : { after }) });
    after = next.after ?? after;
    await write(next.lines);
    if (next.lines.length === 0) await pause(FOLLOW_MS);
  }
  return exit.done;
}

/** Time, run, who, and what; whatever a server wrote stays in its line. */
function lineText({ at, run, from, text }: PlacedLine): string {
  return `${new Date(at).toISOString()}  ${cell(run.slice(0, 4))}  ${from.padEnd(9)}  ${cell(withoutColours(text))}`;
}
