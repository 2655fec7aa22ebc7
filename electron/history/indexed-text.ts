import type { CallRecord } from './call-record.ts';
import type { CleanBody } from './new-facts.ts';
import type { IndexedText } from './text-parts.ts';

/** UTF-16 units of a body that can be searched: its beginning and its end, where commands say what went wrong. */
const cuts = { args: { head: 3_072, tail: 1_024 }, result: { head: 1_536, tail: 512 } } as const;

/** What of a call can be searched. All of it is kept and shown; this decides what an import costs. */
export function indexedTextOf(record: CallRecord): IndexedText {
  const { supplier, name } = record;
  const words = [...new Set([supplier.tool, supplier.server ?? '', name])].join(' ');
  return { tool: words.toWellFormed(), args: part(record.args, cuts.args), result: part(record.result, cuts.result) };
}

function part(body: CleanBody | undefined, { head, tail }: { head: number; tail: number }): string {
  const text = body?.text ?? '';
  const kept = text.length <= head + tail ? text : `${upToWord(text.slice(0, head))} ${fromWord(text.slice(-tail))}`;
  return kept.toWellFormed();
}

/** Half a word would be found as a word. What is longer than this is none anyone types. */
const LONGEST = 64;

function upToWord(text: string): string {
  const half = /[\p{L}\p{N}]*$/u.exec(text.slice(-LONGEST))?.[0].length ?? 0;
  return text.slice(0, text.length - half);
}

function fromWord(text: string): string {
  const half = /^[\p{L}\p{N}]*/u.exec(text.slice(0, LONGEST))?.[0].length ?? 0;
  return text.slice(half);
}
