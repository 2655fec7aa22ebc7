import { createHash } from 'node:crypto';
import { type AgentId, agentIds } from '#contract/plugin-id';
import { endOf, joinEnds, joinStarts, originalSession, recordFrom, startOf, textOf } from './call-merge.ts';
import { type CallRecord, type EndPart, endPartOf, type StartPart, startPartOf } from './call-record.ts';
import type { CallTable } from './call-table.ts';
import type { NewEnd, NewStart } from './new-facts.ts';
import { freeIdAt } from './row-ids.ts';
import type { Sessions } from './sessions.ts';
import type { Sightings } from './sightings.ts';
import type { Tombstones } from './tombstones.ts';
import type { WaitingEnds } from './waiting-ends.ts';

/** A row as it will stand, and as it stands in the database. */
export interface JoinedRow {
  id: number;
  key: number;
  record: CallRecord;
  /** One for each session it was seen in. */
  starts: readonly StartPart[];
  /** Undefined for a new row. */
  before: CallRecord | undefined;
  startsBefore: readonly StartPart[];
  /** Became part of another row, or moved to another id. */
  isGone: boolean;
}

/**
 * Joins facts to rows, in memory, for one transaction. Two starts of one agent and call id are one call when they stand
 * in one session, began at the same moment, or one's session began with the history of the other's.
 */
export interface CallJoiner {
  addStart(agent: AgentId, start: NewStart, file: string): void;
  addEnd(agent: AgentId, end: NewEnd): void;
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
    const starts = seen.length === 0 ? [startOf(record)] : seen;
    return remember({ id, key, record, starts, before: record, startsBefore: starts, isGone: false });
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

  const set = (row: JoinedRow, starts: readonly StartPart[], end: EndPart | undefined) => {
    const original = originalSession(
      starts.map(({ session }) => session),
      sessions.descends,
    );
    const start = starts.find(({ session }) => session === original) ?? starts[0];
    if (start === undefined) return;
    const { notedMs, notedError } = row.record;
    row.starts = starts;
    row.record = {
      ...recordFrom(start, end),
      ...(notedMs === undefined ? {} : { notedMs }),
      ...(notedError === undefined ? {} : { notedError }),
    };
  };

  /** Several rows turn out to be one: the oldest id stays. */
  const unite = (found: readonly JoinedRow[], more: readonly StartPart[], end?: EndPart) => {
    const [kept, ...others] = [...found].sort((a, b) => a.id - b.id);
    if (kept === undefined) return;
    const starts = perSession([...found.flatMap((row) => row.starts), ...more]);
    set(kept, starts, [end, ...found.map(({ record }) => endOf(record))].reduce(joinEnds, undefined));
    for (const row of others) row.isGone = true;
  };

  return {
    addStart(agent, raw, file) {
      const start = withSafeIds(raw);
      if (tombstones.isForgotten(agent, start, sessions.lineOf)) return;
      const key = keyOf(agent, start.callId);
      const part = startPartOf(agent, start, start.source === 'transcript' ? file : undefined);
      const end = waiting.take(key, start.session, start.callId);
      const found = withCall(agent, start.callId, key).filter((row) =>
        row.starts.some((each) => isOneCall(each, part)),
      );
      if (found.length > 0) return unite(found, [part], end);
      const record = recordFrom(part, end);
      remember({ id: freeId(part.at), key, record, starts: [part], ...fresh });
    },
    addEnd(agent, raw) {
      const end = withSafeIds(raw);
      const key = keyOf(agent, end.callId);
      const row = withCall(agent, end.callId, key).find(({ starts }) =>
        starts.some(({ session }) => session === end.session),
      );
      if (row !== undefined) set(row, row.starts, joinEnds(endOf(row.record), endPartOf(end)));
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
          alike.filter((each) => each === row || each.starts.some((a) => row.starts.some((b) => isOneCall(a, b)))),
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
