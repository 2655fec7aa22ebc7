import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Call, CallDetail, HistoryProblem, Retention } from '#contract/history';
import { agentIds } from '#contract/plugin-id';
import { mergeEnd, mergeStarts } from './call-merge.ts';
import { type CallRecord, recordOf } from './call-record.ts';
import { callFrom, detailFrom } from './call-shown.ts';
import { columnRowOf, indexedTextOf, openCallTable } from './call-table.ts';
import type { ColumnRow } from './columns.ts';
import { type FullText, openFullText } from './full-text.ts';
import { inWords, openHistoryDatabase } from './history-database.ts';
import { openNames } from './name-table.ts';
import type { FactBatch, FileProgress, NewEnd, NewFact, NewStart } from './new-facts.ts';
import { firstIdAt, freeIdAt } from './row-ids.ts';
import { openServerNotes } from './server-notes.ts';
import { openSessions } from './sessions.ts';
import { openTombstones } from './tombstones.ts';
import { openWaitingEnds } from './waiting-ends.ts';

/** What one batch changed, for the columns. */
export interface CallChange {
  upserted: ColumnRow[];
  removed: number[];
}

export interface CallStore {
  readonly path: string;
  /** Facts of one file and how far it was read, in one transaction. Throws AppError `unavailable`; nothing is kept then. */
  takeIn(batch: FactBatch): CallChange;
  allProgress(): FileProgress[];
  noteProblem(problem: HistoryProblem): void;
  problems(limit: number): HistoryProblem[];
  problemCount(): number;
  columnRows(): Generator<ColumnRow>;
  count(): number;
  fullText: FullText;
  /** In the order of `ids`; what has gone meanwhile is left out. */
  calls(ids: readonly number[]): Call[];
  detail(id: number): CallDetail | undefined;
  /** Ids of the same session around a call, oldest first, that call among them. */
  around(id: number, before: number, after: number): { ids: number[]; total: number };
  /** Removes rows for good and remembers, without readable content, that they must not come back. */
  forget(ids: readonly number[]): void;
  /** Gives free pages back and empties the write-ahead log, so that nothing of what was forgotten stays on disk. */
  clean(): void;
  /** Removes what is older or more than allowed, for at most `budgetMs`. Returns the removed ids; empty when done. */
  expire(retention: Retention, now: number, budgetMs: number): number[];
  retention(): Retention;
  setRetention(retention: Retention): void;
  /** Bytes on disk. */
  size(): number;
  /** Sentences about what is wrong; empty when all is well. */
  integrity(): string[];
  /** A hash over all rows in an order of their own, without their ids: equal for equal histories. */
  digest(): string;
  /** Changes when another process has written. */
  version(): number;
  database: DatabaseSync;
  close(): void;
}

interface Touched {
  id: number;
  key: number;
  record: CallRecord;
  /** As it stands in the database; undefined for a new row. */
  before: CallRecord | undefined;
}

const EXPIRED_AT_ONCE = 200;
const GIVEN_BACK = 256;

/** Opens the store in Gatehouse's data folder. Throws AppError `unavailable`, or what SQLite says of a damaged file. */
export function openCallStore(folder: string): CallStore {
  const { database, path } = openHistoryDatabase(folder);
  const names = openNames(database);
  const table = openCallTable(database, names);
  const sessions = openSessions(database, names);
  const tombstones = openTombstones(database);
  const waiting = openWaitingEnds(database, names);
  const notes = openServerNotes(database, names);
  const fullText = openFullText(database, (id) => {
    const record = table.read(id);
    return record === undefined ? undefined : indexedTextOf(record);
  });
  const touched = new Map<number, Touched>();
  const touchedByKey = new Map<number, Set<number>>();

  const transaction = <T>(work: () => T): T => {
    touched.clear();
    touchedByKey.clear();
    try {
      database.exec('BEGIN IMMEDIATE');
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      names.forget();
      sessions.forget();
      tombstones.reload();
      throw inWords(error, path);
    }
  };

  const remember = (entry: Touched): Touched => {
    touched.set(entry.id, entry);
    const ids = touchedByKey.get(entry.key) ?? new Set();
    touchedByKey.set(entry.key, ids.add(entry.id));
    return entry;
  };

  const open = (id: number, key: number): Touched | undefined => {
    const known = touched.get(id);
    if (known !== undefined) return known;
    const record = table.read(id);
    return record === undefined ? undefined : remember({ id, key, record, before: record });
  };

  const candidates = (agent: string, callId: string, key: number): Touched[] => {
    const ids = new Set([...(touchedByKey.get(key) ?? []), ...table.withKey(key)]);
    return [...ids]
      .flatMap((id) => open(id, key) ?? [])
      .filter(({ record }) => record.agent === agent && record.callId === callId);
  };

  const isOf = (session: string, { id, key, record }: Touched) =>
    record.session === session || sessions.isAlias(key, session, id);

  const addStart = (agent: FactBatch['agent'], start: NewStart, file: string) => {
    const key = keyOf(agent, start.callId);
    if (tombstones.isForgotten(agent, start)) return;
    const record = recordOf(agent, start, start.source === 'transcript' ? file : undefined);
    const found = candidates(agent, start.callId, key);
    const same =
      found.find((each) => isOf(start.session, each)) ??
      found.find((each) => each.record.at === start.at || sessions.areRelated(start.session, each.record.session));
    const entry = same ?? remember({ id: freeId(start.at), key, record, before: undefined });
    if (same !== undefined) {
      const { session } = same.record;
      same.record = mergeStarts(same.record, record, sessions.oldestOf);
      for (const each of [session, start.session]) {
        if (each !== same.record.session) sessions.addAlias(key, each, same.id);
      }
    }
    const end = waiting.take(key, agent, start.session, start.callId);
    if (end !== undefined) entry.record = mergeEnd(entry.record, end);
  };

  const freeId = (at: number) => freeIdAt(at, (id) => touched.has(id) || table.exists(id));

  const addEnd = (agent: FactBatch['agent'], end: NewEnd) => {
    const key = keyOf(agent, end.callId);
    const entry = candidates(agent, end.callId, key).find((each) => isOf(end.session, each));
    if (entry !== undefined) entry.record = mergeEnd(entry.record, end);
    else if (!tombstones.isForgotten(agent, end)) waiting.put(key, agent, end);
  };

  const add = (agent: FactBatch['agent'], fact: NewFact, file: string) => {
    if (fact.kind === 'start') addStart(agent, fact, file);
    else if (fact.kind === 'end') addEnd(agent, fact);
    else if (fact.kind === 'session') sessions.add(fact);
    else notes.add(fact);
  };

  /** What a server's log tells joins calls by their order, so all of the session's calls are looked at again. */
  const applyNotes = (): ColumnRow[] =>
    notes.durations([...touched.values()].map(({ record }) => record.session)).flatMap(({ id, ms }) => {
      const record = table.read(id);
      if (record === undefined) return [];
      const noted = { ...record, notedMs: ms };
      table.write(id, keyOf(record.agent, record.callId), noted);
      return columnRowOf(id, noted);
    });

  const writeTouched = (): CallChange => {
    const upserted: ColumnRow[] = [];
    // Growing ids: the index is half as fast the other way round.
    for (const entry of [...touched.values()].sort((a, b) => a.id - b.id)) {
      const { id, key, record, before } = entry;
      if (record === before) continue;
      const text = indexedTextOf(record);
      const old = before === undefined ? undefined : indexedTextOf(before);
      table.write(id, key, record);
      if (old === undefined) fullText.add(id, text);
      else if (old.tool !== text.tool || old.args !== text.args || old.result !== text.result) {
        fullText.remove(id, old);
        fullText.add(id, text);
      }
      upserted.push(columnRowOf(id, record));
    }
    return { upserted, removed: [] };
  };

  const saveProgress = database.prepare('INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?, ?, ?, ?)');
  const saveProblem = database.prepare('INSERT OR IGNORE INTO problem (file, line, code, message) VALUES (?, ?, ?, ?)');
  const setting = database.prepare('SELECT value FROM setting WHERE key = ?');
  const saveSetting = database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)');

  const removeRows = (ids: readonly number[]) => {
    for (const id of ids) {
      const record = table.read(id);
      if (record === undefined) continue;
      fullText.remove(id, indexedTextOf(record));
      table.remove(id);
      sessions.dropAliases(id);
    }
  };

  const size = () => {
    const files = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    return files.reduce((sum, bytes) => sum + bytes, 0);
  };

  const clean = () => {
    names.forget();
    sessions.forget();
    database.exec(
      `DELETE FROM name WHERE id NOT IN (
         SELECT session FROM call UNION SELECT name FROM call UNION SELECT tool FROM call
         UNION SELECT server FROM call WHERE server IS NOT NULL UNION SELECT plugin FROM call WHERE plugin IS NOT NULL
         UNION SELECT plugin_version FROM call WHERE plugin_version IS NOT NULL
         UNION SELECT project FROM call WHERE project IS NOT NULL UNION SELECT branch FROM call WHERE branch IS NOT NULL
         UNION SELECT model FROM call WHERE model IS NOT NULL UNION SELECT sub_agent FROM call WHERE sub_agent IS NOT NULL
         UNION SELECT agent_version FROM call WHERE agent_version IS NOT NULL
         UNION SELECT file FROM call WHERE file IS NOT NULL UNION SELECT session FROM lineage
         UNION SELECT ancestor FROM lineage UNION SELECT session FROM waiting UNION SELECT session FROM alias
         UNION SELECT session FROM server_note UNION SELECT session FROM origin
         UNION SELECT parent_session FROM origin);
       PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);`,
    );
  };

  return {
    path,
    database,
    fullText,
    takeIn: (batch) =>
      transaction(() => {
        const file = batch.progress.path;
        for (const fact of batch.facts) add(batch.agent, fact, file);
        const { upserted, removed } = writeTouched();
        const change = { upserted: [...upserted, ...applyNotes()], removed };
        for (const { line, code, message } of batch.problems) saveProblem.run(file, line, code, message.toWellFormed());
        const { path: of, identity, offset, lines, size: bytes, modifiedMs, state } = batch.progress;
        // A file of which nothing is kept by name, such as calls that came through Gatehouse itself.
        if (of !== '') saveProgress.run(of, identity, offset, lines, bytes, modifiedMs, state);
        return change;
      }),
    allProgress: () =>
      database
        .prepare('SELECT * FROM progress')
        .all()
        .map((row) => ({
          path: String(row['path']),
          identity: String(row['identity']),
          offset: Number(row['offset']),
          lines: Number(row['lines']),
          size: Number(row['size']),
          modifiedMs: Number(row['modified']),
          state: String(row['state']),
        })),
    noteProblem: ({ file, line, code, message }) => void saveProblem.run(file, line ?? 0, code, message.toWellFormed()),
    problems: (limit) =>
      database
        .prepare('SELECT file, line, code, message FROM problem ORDER BY id DESC LIMIT ?')
        .all(limit)
        .map((row) => ({
          file: String(row['file']),
          code: String(row['code']),
          message: String(row['message']),
          ...(Number(row['line']) > 0 ? { line: Number(row['line']) } : {}),
        })),
    problemCount: () => Number(database.prepare('SELECT count(*) AS n FROM problem').get()?.['n']),
    columnRows: () => table.columnRows(),
    count: () => table.count(),
    calls(ids) {
      return ids.flatMap((id) => {
        const record = table.read(id);
        return record === undefined ? [] : [callFrom(id, record, parentOf(record))];
      });
    },
    detail(id) {
      const record = table.read(id);
      if (record === undefined) return undefined;
      const session = names.find('session', record.session) ?? -1;
      const children = database
        .prepare('SELECT id FROM call WHERE session = ? AND parent = ? ORDER BY at, id LIMIT 500')
        .all(session, record.callId)
        .map((row) => Number(row['id']));
      return detailFrom(id, record, parentOf(record), children);
    },
    around(id, before, after) {
      const record = table.read(id);
      if (record === undefined) return { ids: [], total: 0 };
      const session = names.find('session', record.session) ?? -1;
      const near = (sql: string, limit: number) =>
        database
          .prepare(sql)
          .all(session, record.at, record.at, id, limit)
          .map((row) => Number(row['id']));
      const earlier = near(
        'SELECT id FROM call WHERE session = ? AND (at < ? OR (at = ? AND id < ?)) ORDER BY at DESC, id DESC LIMIT ?',
        before,
      );
      const later = near(
        'SELECT id FROM call WHERE session = ? AND (at > ? OR (at = ? AND id > ?)) ORDER BY at, id LIMIT ?',
        after,
      );
      const total = Number(database.prepare('SELECT count(*) AS n FROM call WHERE session = ?').get(session)?.['n']);
      return { ids: [...earlier.toReversed(), id, ...later], total };
    },
    forget(ids) {
      transaction(() => {
        for (const id of ids) {
          const record = table.read(id);
          if (record === undefined) continue;
          for (const session of [record.session, ...sessions.aliasesOf(id)]) tombstones.add({ ...record, session });
        }
        removeRows(ids);
        database.exec(
          `DELETE FROM server_note WHERE session NOT IN (SELECT session FROM call);
           DELETE FROM origin WHERE session NOT IN (SELECT session FROM call);`,
        );
      });
    },
    clean,
    expire({ days, bytes }, now, budgetMs) {
      const end = performance.now() + budgetMs;
      const removed: number[] = [];
      const oldest = database.prepare('SELECT id FROM call WHERE id < ? ORDER BY id LIMIT ?');
      const expireBelow = (limit: number) => {
        const ids = oldest.all(limit, EXPIRED_AT_ONCE).map((row) => Number(row['id']));
        if (ids.length > 0) transaction(() => removeRows(ids));
        removed.push(...ids);
        return ids.length > 0;
      };
      const tooOld = days === null ? 0 : firstIdAt(now - days * 86_400_000);
      while (performance.now() < end && expireBelow(tooOld));
      while (bytes !== null && performance.now() < end && size() > bytes) {
        if (!expireBelow(Number.MAX_SAFE_INTEGER)) break;
        database.exec(`PRAGMA incremental_vacuum(${GIVEN_BACK}); PRAGMA wal_checkpoint(TRUNCATE);`);
      }
      if (removed.length > 0) database.exec(`PRAGMA incremental_vacuum(${GIVEN_BACK})`);
      return removed;
    },
    retention() {
      const json = setting.get('retention')?.['value'];
      return typeof json === 'string' ? (JSON.parse(json) as Retention) : { days: null, bytes: null };
    },
    setRetention: (retention) => void saveSetting.run('retention', JSON.stringify(retention)),
    size,
    integrity: () => integrityOf(database, fullText),
    digest: () => digestOf(database, table.read),
    version: () => Number(database.prepare('PRAGMA data_version').get()?.['data_version']),
    close() {
      fullText.close();
      database.close();
    },
  };

  function parentOf({ agent, parent, session, subAgent, callId }: CallRecord): number | undefined {
    const origin = parent === undefined ? sessions.originOf(session, subAgent) : { session, callId: parent };
    if (origin === undefined || origin.callId === callId) return undefined;
    const key = keyOf(agent, origin.callId);
    return table.withKey(key).find((id) => {
      const found = table.read(id);
      if (found?.callId !== origin.callId) return false;
      return isOf(origin.session, { id, key, record: found, before: found });
    });
  }
}

/** A short number for the pair, so that its index stays small; rows are compared in full afterwards. */
function keyOf(agent: string, callId: string): number {
  const hash = createHash('sha1')
    .update(`${agentIds.indexOf(agent as never)}\0${callId}`)
    .digest();
  return hash.readUIntBE(0, 6);
}

function integrityOf(database: DatabaseSync, fullText: FullText): string[] {
  const found = database
    .prepare('PRAGMA quick_check(20)')
    .all()
    .map((row) => String(Object.values(row)[0]))
    .filter((text) => text !== 'ok');
  const orphans = Number(
    database.prepare('SELECT count(*) AS n FROM body WHERE id NOT IN (SELECT id FROM call)').get()?.['n'],
  );
  if (orphans > 0) found.push(`${orphans} bodies belong to no call.`);
  try {
    fullText.check();
  } catch (error) {
    found.push(`The full-text index is damaged: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return found;
}

function digestOf(database: DatabaseSync, read: (id: number) => CallRecord | undefined): string {
  const hash = createHash('sha256');
  const ids = database
    .prepare('SELECT call.id AS id FROM call JOIN name ON name.id = session ORDER BY agent, text, call_id')
    .all()
    .map((row) => Number(row['id']));
  for (const id of ids) hash.update(JSON.stringify(read(id), sortedKeys)).update('\n');
  return hash.digest('hex');
}

/** For JSON.stringify: keys in one order, whoever put them there. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
