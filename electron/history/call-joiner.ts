import { createHash } from 'node:crypto';
import { type AgentId, agentIds } from '#contract/plugin-id';
import { joinEnds, joinStarts, originalSession, textOf } from './call-merge.ts';
import { type CallRecord, type EndPart, endPartOf, type StartPart, startPartOf } from './call-record.ts';
import type { CallTable } from './call-table.ts';
import type { NewEnd, NewStart } from './new-facts.ts';
import { freeIdAt } from './row-ids.ts';
import { joinedRecord, joinRuntime, joinRuntimeEnds, partsOf, sessionOf } from './runtime-merge.ts';
import type { RuntimeEndFact, RuntimePart, RuntimeStartFact } from './runtime-part.ts';
import type { Sessions } from './sessions.ts';
import type { Sightings } from './sightings.ts';
import type { Tombstones } from './tombstones.ts';
import type { WaitingEnds } from './waiting-ends.ts';

/** A row as it will stand, and as it stands in the database. */
export interface JoinedRow {
  id: number;
  key: number;
  record: CallRecord;
  /** One for each session a transcript shows it in; none when only `gatehouse run` saw it. */
  starts: readonly StartPart[];
  /** The transcripts'. */
  end: EndPart | undefined;
  runtime: RuntimePart | undefined;
  /** Undefined for a new row. */
  before: CallRecord | undefined;
  startsBefore: readonly StartPart[];
  /** Became part of another row, or moved to another id. */
  isGone: boolean;
}

/**
 * Joins facts to rows, in memory, for one transaction. Two starts of one agent and call id are one call when they stand
 * in one session, began at the same moment, or one's session began with the history of the other's. What `gatehouse run`
 * saw is the same call when agent, session and call id are; where the agent told no session, agent and call id do.
 */
export interface CallJoiner {
  addStart(agent: AgentId, start: NewStart, file: string): void;
  addEnd(agent: AgentId, end: NewEnd): void;
  addRuntimeStart(fact: RuntimeStartFact): void;
  addRuntimeEnd(fact: RuntimeEndFact): void;
  /** After these sessions' places in their line changed. */
  reconsider(sessions: readonly string[]): void;
  /** Everything that was looked at, by growing id. */
  rows(): JoinedRow[];
}

export interface JoinerStores {
  table: CallTable;
  sessions: Sessions;
  sightings: Sightings;
  waiting: WaitingEnds;
  tombstones: Tombstones;
}

export function createJoiner({ table, sessions, sightings, waiting, tombstones }: JoinerStores): CallJoiner {
  const rows = new Map<number, JoinedRow>();
  const byKey = new Map<number, number[]>();

  const remember = (row: JoinedRow): JoinedRow => {
    rows.set(row.id, row);
    byKey.set(row.key, [...(byKey.get(row.key) ?? []), row.id]);
    return row;
  };
  const freeId = (at: number) => freeIdAt(at, (id) => rows.has(id) || table.exists(id));

  const open = (id: number, key: number): JoinedRow | undefined => {
    const known = rows.get(id);
    if (known !== undefined) return known.isGone ? undefined : known;
    const record = table.read(id);
    if (record === undefined) return undefined;
    const seen = sightings.of(id);
    const { start, end, runtime } = partsOf(record);
    const starts = seen.length > 0 ? seen : start === undefined ? [] : [start];
    return remember({ id, key, record, starts, end, runtime, before: record, startsBefore: starts, isGone: false });
  };
  const withCall = (agent: string, callId: string, key: number): JoinedRow[] =>
    [...new Set([...(byKey.get(key) ?? []), ...table.withKey(key)])]
      .flatMap((id) => open(id, key) ?? [])
      .filter(({ record }) => record.agent === agent && record.callId === callId);

  const isOneCall = (a: StartPart, b: StartPart) =>
    a.session === b.session ||
    a.at === b.at ||
    sessions.descends(a.session, b.session) ||
    sessions.descends(b.session, a.session);

  const isOneSession = (a: string, b: string) => a === b || sessions.descends(a, b) || sessions.descends(b, a);
  /** Without a session of its own it belongs to the first call with its id that comes. */
  const isSeenBy = (runtime: RuntimePart | undefined, row: Pick<JoinedRow, 'starts'>, { session }: StartPart) =>
    runtime !== undefined &&
    (runtime.session === undefined ? row.starts.length === 0 : isOneSession(runtime.session, session));
  const isOneRow = (row: JoinedRow, start: StartPart) =>
    row.starts.some((each) => isOneCall(each, start)) || isSeenBy(row.runtime, row, start);

  const set = (row: JoinedRow, starts: readonly StartPart[], end: EndPart | undefined, runtime = row.runtime) => {
    const original = originalSession(
      starts.map(({ session }) => session),
      sessions.descends,
    );
    const start = starts.find(({ session }) => session === original) ?? starts[0];
    const record = joinedRecord(row.record.agent, { start, end, runtime });
    if (record === undefined) return;
    const { notedMs, notedError } = row.record;
    Object.assign(row, { starts, end, runtime });
    row.record = {
      ...record,
      ...(notedMs === undefined ? {} : { notedMs }),
      ...(notedError === undefined ? {} : { notedError }),
    };
  };

  /** Several rows turn out to be one: the oldest id stays. */
  const unite = (found: readonly JoinedRow[], more: readonly StartPart[], end?: EndPart, seen?: RuntimePart) => {
    const [kept, ...others] = [...found].sort((a, b) => a.id - b.id);
    if (kept === undefined) return;
    const starts = perSession([...found.flatMap((row) => row.starts), ...more]);
    const ends = [end, ...found.map((row) => row.end)].reduce(joinEnds, undefined);
    set(kept, starts, ends, [seen, ...found.map((row) => row.runtime)].reduce(joinRuntime, undefined));
    for (const row of others) row.isGone = true;
  };

  const isSeenAgain = (row: JoinedRow, part: RuntimePart) => {
    const { session } = part;
    const other = row.runtime;
    if (other !== undefined && (session === undefined || (other.session ?? session) === session)) return true;
    return session !== undefined && row.starts.some((start) => isOneSession(start.session, session));
  };

  const add = (key: number, agent: AgentId, parts: Pick<JoinedRow, 'starts' | 'end' | 'runtime'>) => {
    const { end, runtime } = parts;
    const record = joinedRecord(agent, { start: parts.starts[0], end, runtime });
    if (record !== undefined) remember({ id: freeId(record.at), key, record, ...parts, ...fresh });
  };

  return {
    addStart(agent, raw, file) {
      const start = withSafeIds(raw);
      if (tombstones.isForgotten(agent, start, sessions.lineOf)) return;
      const key = keyOf(agent, start.callId);
      const part = startPartOf(agent, start, start.source === 'transcript' ? file : undefined);
      const end = waiting.take(key, start.session, start.callId);
      const found = withCall(agent, start.callId, key).filter((row) => isOneRow(row, part));
      if (found.length > 0) return unite(found, [part], end);
      add(key, agent, { starts: [part], end, runtime: undefined });
    },
    addRuntimeStart({ agent, part }) {
      if (tombstones.isForgotten(agent, { ...part, session: sessionOf(part) }, sessions.lineOf)) return;
      const key = keyOf(agent, part.callId);
      const all = withCall(agent, part.callId, key);
      const found = all.filter((row) => isSeenAgain(row, part));
      const nearest = [...all].sort((a, b) => distance(a, part) - distance(b, part)).slice(0, 1);
      if (found.length > 0) unite(found, [], undefined, part);
      else if (part.session === undefined && nearest.length > 0) unite(nearest, [], undefined, part);
      else add(key, agent, { starts: [], end: undefined, runtime: part });
    },
    addRuntimeEnd({ agent, callId, end }) {
      const row = withCall(agent, callId, keyOf(agent, callId)).find(({ runtime }) => runtime !== undefined);
      if (row?.runtime === undefined) return;
      const joined = joinRuntimeEnds(row.runtime.end, end);
      set(row, row.starts, row.end, { ...row.runtime, ...(joined === undefined ? {} : { end: joined }) });
    },
    addEnd(agent, raw) {
      const end = withSafeIds(raw);
      const key = keyOf(agent, end.callId);
      const row = withCall(agent, end.callId, key).find(({ starts }) =>
        starts.some(({ session }) => session === end.session),
      );
      if (row !== undefined) set(row, row.starts, joinEnds(row.end, endPartOf(end)));
      else if (!tombstones.isForgotten(agent, end, sessions.lineOf))
        waiting.put(key, end.session, end.callId, endPartOf(end));
    },
    reconsider(changed) {
      if (changed.length === 0) return;
      const stored = changed.flatMap((session) => [...table.inSession(session), ...sightings.callsIn(session)]);
      const here = [...rows.values()].filter(({ starts }) => starts.some(({ session }) => changed.includes(session)));
      for (const id of new Set([...stored, ...here.map((row) => row.id)])) {
        const record = rows.get(id)?.record ?? table.read(id);
        if (record === undefined) continue;
        const row = open(id, keyOf(record.agent, record.callId));
        if (row === undefined) continue;
        const alike = withCall(record.agent, record.callId, row.key);
        unite(
          alike.filter((each) => each === row || row.starts.some((start) => isOneRow(each, start))),
          [],
        );
      }
    },
    rows() {
      for (const row of [...rows.values()]) {
        if (row.isGone || row.before === undefined || secondOf(row.before) === secondOf(row.record)) continue;
        // It began at another time than was known: its id has to grow with that.
        row.isGone = true;
        remember({ ...row, id: freeId(row.record.at), ...fresh });
      }
      return [...rows.values()].sort((a, b) => a.id - b.id);
    },
  };
}

const fresh = { before: undefined, startsBefore: [], isGone: false } as const;

/** A short number for the pair, so that its index stays small; rows are compared in full afterwards. */
export function keyOf(agent: AgentId, callId: string): number {
  const hash = createHash('sha1')
    .update(`${agentIds.indexOf(agent)}\0${callId}`)
    .digest();
  return hash.readUIntBE(0, 6);
}

function distance({ record }: JoinedRow, { at }: RuntimePart): number {
  return Math.abs(record.at - at);
}

function secondOf(record: CallRecord): number {
  return Math.floor(record.at / 1000);
}

/** In one order, whichever came first. */
function perSession(starts: readonly StartPart[]): StartPart[] {
  const bySession = new Map<string, StartPart>();
  for (const start of starts) {
    const known = bySession.get(start.session);
    bySession.set(start.session, known === undefined ? start : joinStarts(known, start));
  }
  return [...bySession.values()].sort((a, b) => (a.session < b.session ? -1 : 1));
}

/** SQLite keeps no half surrogates: what is read back must equal what was given. */
function withSafeIds<T extends { session: string; callId: string }>(fact: T): T {
  if (fact.session.isWellFormed() && fact.callId.isWellFormed()) return fact;
  return { ...fact, session: fact.session.toWellFormed(), callId: fact.callId.toWellFormed() };
}

export function isRowChanged({ record, before }: JoinedRow): boolean {
  return record !== before && (before === undefined || textOf(record) !== textOf(before));
}

export function areStartsChanged({ starts, startsBefore }: JoinedRow): boolean {
  if (starts === startsBefore || (starts.length < 2 && startsBefore.length < 2)) return false;
  return textOf(starts) !== textOf(startsBefore);
}
