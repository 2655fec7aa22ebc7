import { asArray, asRecord, asString } from '#agents/shapes';

/** Calls that have no result yet are remembered, so that an interruption can end them; more than these are not. */
const MOST_OPEN = 500;
const MOST_ENDED = 40;

/** What a reader knows between two lines. */
export interface TranscriptState {
  /** Of the last record that named one; the file's own until then. */
  session: string;
  /** Sessions whose history this file was started with, as told already. */
  descendsFrom: string[];
  /** Calls without a result: call id to name. */
  open: Map<string, string>;
  /** MCP calls that ended last and carry no label yet: call id to name. */
  ended: Map<string, string>;
}

export function freshState(session: string): TranscriptState {
  return { session, descendsFrom: [], open: new Map(), ended: new Map() };
}

export function keepOpen(state: TranscriptState, callId: string, name: string): void {
  state.open.set(callId, name);
  dropFirst(state.open, MOST_OPEN);
}

/** The name of the call; undefined when it was not open. */
export function close(state: TranscriptState, callId: string): string | undefined {
  const name = state.open.get(callId);
  state.open.delete(callId);
  if (name?.startsWith('mcp__') === true) {
    state.ended.set(callId, name);
    dropFirst(state.ended, MOST_ENDED);
  }
  return name;
}

function dropFirst(map: Map<string, string>, most: number): void {
  const [first] = map.keys();
  if (map.size > most && first !== undefined) map.delete(first);
}

export function writeState({ session, descendsFrom, open, ended }: TranscriptState): string {
  return JSON.stringify({ session, descendsFrom, open: [...open], ended: [...ended] });
}

/** Whatever does not fit is left out: the worst that follows is a missing label. */
export function readState(json: string, session: string): TranscriptState {
  const record = asRecord(parsed(json));
  return {
    session: asString(record?.['session']) ?? session,
    descendsFrom: (asArray(record?.['descendsFrom']) ?? []).flatMap((each) => asString(each) ?? []),
    open: pairs(record?.['open']),
    ended: pairs(record?.['ended']),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function pairs(value: unknown): Map<string, string> {
  return new Map(
    (asArray(value) ?? []).flatMap((each) => {
      const [key, text] = (asArray(each) ?? []).map(asString);
      return key === undefined || text === undefined ? [] : [[key, text] as const];
    }),
  );
}
