import { asArray, asRecord, asString } from '#agents/shapes';
import { optional } from './install-records.ts';
import { parsedLine } from './transcript-json.ts';

/** Calls that have no result yet are remembered, so that an interruption can end them; more than these are not. */
const MOST_OPEN = 500;
const MOST_ENDED = 40;

/** What a reader knows between two lines. */
export interface TranscriptState {
  /** Of the last record that named one; the file's own until then. */
  session: string;
  /** Sessions whose history this file was started with, as told already. */
  descendsFrom: string[];
  /** Permission mode, as told last. */
  mode?: string;
  /** Time of the last record that had one, in ms since 1970, for records that have none. */
  at?: number;
  /** Calls without a result, by call id. */
  open: Map<string, OpenCall>;
  /** MCP and skill calls that ended last and carry no label yet: call id to name. */
  ended: Map<string, string>;
}

export interface OpenCall {
  /** Of the tool; `Skill <name>` for a skill. */
  name: string;
  /** The sub-agent that called; empty for the main thread. */
  thread: string;
  /** Id of the answer of the model it stands in; empty when it has none. */
  answer: string;
}

export function freshState(session: string): TranscriptState {
  return { session, descendsFrom: [], open: new Map(), ended: new Map() };
}

/**
 * Remembers a call. The model only goes on when all calls of its last answer have results, so what is still open of
 * earlier answers of the same thread was left behind (a killed session), and no later interruption ends it.
 */
export function keepOpen(state: TranscriptState, callId: string, call: OpenCall): void {
  const { thread, answer } = call;
  for (const [id, each] of state.open) {
    if (each.thread === thread && each.answer !== answer && answer !== '') state.open.delete(id);
  }
  state.open.set(callId, call);
  dropFirst(state.open, MOST_OPEN);
}

/** Notes that a call has its result, and those that a label may follow. */
export function close(state: TranscriptState, callId: string): void {
  const name = state.open.get(callId)?.name;
  state.open.delete(callId);
  if (name?.startsWith('mcp__') !== true && name?.startsWith('Skill ') !== true) return;
  state.ended.set(callId, name);
  dropFirst(state.ended, MOST_ENDED);
}

function dropFirst(map: Map<string, unknown>, most: number): void {
  const [first] = map.keys();
  if (map.size > most && first !== undefined) map.delete(first);
}

export function writeState({ session, descendsFrom, mode, at, open, ended }: TranscriptState): string {
  const calls = [...open].map(([id, { name, thread, answer }]) => [id, name, thread, answer]);
  return JSON.stringify({ session, descendsFrom, mode, at, open: calls, ended: [...ended] });
}

/** Whatever does not fit is left out: the worst that follows is a missing label. */
export function readState(json: string, session: string): TranscriptState {
  const record = asRecord(parsedLine(json));
  const at = record?.['at'];
  return {
    session: asString(record?.['session']) ?? session,
    descendsFrom: (asArray(record?.['descendsFrom']) ?? []).flatMap((each) => asString(each) ?? []),
    ...optional('mode', asString(record?.['mode'])),
    ...optional('at', typeof at === 'number' ? at : undefined),
    open: new Map(
      rows(record?.['open']).flatMap(([id, name, thread = '', answer = '']) =>
        id === undefined || name === undefined ? [] : [[id, { name, thread, answer }] as const],
      ),
    ),
    ended: new Map(
      rows(record?.['ended']).flatMap(([id, name]) =>
        id === undefined || name === undefined ? [] : [[id, name] as const],
      ),
    ),
  };
}

function rows(value: unknown): (string | undefined)[][] {
  return (asArray(value) ?? []).map((each) => (asArray(each) ?? []).map(asString));
}
