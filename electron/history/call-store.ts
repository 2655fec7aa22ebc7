import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Call, CallDetail, HistoryProblem, Retention } from '#contract/history';
import { type AgentId, agentIds } from '#contract/plugin-id';
import { areStartsChanged, createJoiner, isRowChanged, type JoinedRow, keyOf } from './call-joiner.ts';
import { type CallRecord, hasLostName } from './call-record.ts';
import { callFrom, detailFrom } from './call-shown.ts';
import { columnRowOf, openCallTable } from './call-table.ts';
import { type Cleaning, createCleaning } from './cleaning.ts';
import type { ColumnRow } from './columns.ts';
import { forgetRows } from './forget.ts';
import { forgottenFile } from './forgotten-file.ts';
import { type FullText, openFullText } from './full-text.ts';
import { inWords, openHistoryDatabase } from './history-database.ts';
import { indexedTextOf } from './indexed-text.ts';
import { openNames } from './name-table.ts';
import type { FactBatch, FileProgress } from './new-facts.ts';
import { openProgress } from './progress-table.ts';
import { createExpiry } from './retention.ts';
import { openServerNotes } from './server-notes.ts';
import { openSessions, type StartedBy } from './sessions.ts';
import { openSightings } from './sightings.ts';
import { digestOf, integrityOf } from './store-digest.ts';
import { openTombstones } from './tombstones.ts';
import { openUnusedNames } from './unused-names.ts';
import { openWaitingEnds } from './waiting-ends.ts';

const CHILDREN = 500;

/** What one batch changed, for the columns. */
export interface CallChange {
  upserted: ColumnRow[];
  removed: number[];
}

export interface CallStore extends Cleaning {
  readonly path: string;
  /** Facts of one file and how far it was read, in one transaction. Throws AppError `unavailable`; nothing is kept then. */
  takeIn(batch: FactBatch): CallChange;
  allProgress(): FileProgress[];
  progressOf(path: string): FileProgress | undefined;
  dropProgress(path: string): void;
  /** When it returns, all that was taken in before survives a power cut. */
  settle(): void;
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
  /** Removes what is older or more than allowed, for about `budgetMs`. Returns the removed ids; empty when done. */
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

/** Opens the store in Gatehouse's data folder. Throws AppError `unavailable`, or what SQLite says of a damaged file. */
export function openCallStore(folder: string): CallStore {
  const { database, path } = openHistoryDatabase(folder);
  const names = openNames(database);
  const table = openCallTable(database, names);
  const sessions = openSessions(database, names);
  const sightings = openSightings(database, names);
  const tombstones = openTombstones(database, forgottenFile(folder));
  const waiting = openWaitingEnds(database, names);
  const notes = openServerNotes(database, names);
  const fullText = openFullText(database, (id) => {
    const record = table.read(id);
    return record === undefined ? undefined : indexedTextOf(record);
  });
  const transaction = <T>(work: () => T): T => {
    try {
      database.exec('BEGIN IMMEDIATE');
      fullText.reload();
      const result = work();
      database.exec('COMMIT');
      tombstones.committed();
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      names.forget();
      sessions.forget();
      tombstones.reload();
      unused.restart();
      throw inWords(error, path);
    }
  };
  const unused = openUnusedNames(database, names, transaction);
  const cleaning = createCleaning({ database, fullText, unused });
  const removal = { database, names, table, sightings, tombstones, fullText, unused };

  const joined = ({ agent, facts, progress: { path: file } }: FactBatch): JoinedRow[] => {
    const joiner = createJoiner({ table, sessions, sightings, waiting, tombstones });
    for (const fact of facts) {
      if (fact.kind === 'start') joiner.addStart(agent, fact, file);
      else if (fact.kind === 'end') joiner.addEnd(agent, fact);
      else if (fact.kind === 'runtime-start') joiner.addRuntimeStart(fact);
      else if (fact.kind === 'runtime-end') joiner.addRuntimeEnd(fact);
      else if (fact.kind === 'session') joiner.reconsider(sessions.add(fact));
      else notes.add(fact);
    }
    return joiner.rows();
  };

  const writeRows = (rows: readonly JoinedRow[]): CallChange => {
    const gone = rows.filter((row) => row.isGone && row.before !== undefined).map(({ id }) => id);
    for (const id of gone) {
      unused.doubt(id);
      table.remove(id);
      sightings.remove(id);
    }
    const kept = rows.filter((row) => !row.isGone);
    const changed = kept.filter(isRowChanged);
    for (const { id, key, record, before } of changed) {
      if (before !== undefined && hasLostName(before, record)) unused.doubt(id);
      table.write(id, key, record);
    }
    for (const row of kept) {
      if (areStartsChanged(row)) sightings.put(row.id, row.starts.length < 2 ? [] : row.starts);
    }
    const noted = notes.changes(new Set(kept.flatMap(({ starts }) => starts.map(({ session }) => session))));
    for (const { id, ms, error } of noted) table.note(id, ms ?? null, error ?? null);
    const isNoted = new Set(noted.map(({ id }) => id));
    const told = changed.filter(({ id }) => !isNoted.has(id)).map(({ id, record }) => columnRowOf(id, record));
    return { upserted: [...told, ...noted.flatMap(({ id }) => table.columnRow(id) ?? [])], removed: gone };
  };

  /**
   * After everything else of a transaction: SQLite has FTS5 write out what it gathered before each statement that may
   * have to be taken back alone, and many small pieces cost ten times as much. By growing ids: twice as fast.
   */
  const writeWords = (rows: readonly JoinedRow[]): void => {
    for (const { id, record, before, isGone } of rows) {
      const old = before === undefined ? undefined : indexedTextOf(before);
      const text = isGone ? undefined : indexedTextOf(record);
      if (record === before && !isGone) continue;
      if (old?.tool === text?.tool && old?.args === text?.args && old?.result === text?.result) continue;
      if (old !== undefined) fullText.remove(id, old);
      if (text !== undefined) fullText.add(id, text);
    }
  };

  const children = database.prepare('SELECT id, agent FROM call WHERE session = ? AND parent = ? LIMIT 500');
  const childrenIn = database.prepare('SELECT id, agent FROM call WHERE session = ? AND parent IS NULL LIMIT 500');
  const childrenBySubAgent = database.prepare(
    'SELECT id, agent FROM call WHERE session = ? AND sub_agent = ? AND parent IS NULL LIMIT 500',
  );
  const progress = openProgress(database);
  const saveProblem = database.prepare('INSERT OR IGNORE INTO problem (file, line, code, message) VALUES (?, ?, ?, ?)');
  const setting = database.prepare('SELECT value FROM setting WHERE key = ?');
  const saveSetting = database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)');

  const size = () => {
    const files = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    return files.reduce((sum, bytes) => sum + bytes, 0);
  };

  const expiry = createExpiry(removal, size, transaction);

  return {
    path,
    database,
    fullText,
    takeIn: (batch) =>
      transaction(() => {
        const file = batch.progress.path;
        const rows = joined(batch);
        const change = writeRows(rows);
        for (const { line, code, message } of batch.problems) saveProblem.run(file, line, code, message.toWellFormed());
        progress.save(batch.progress);
        writeWords(rows);
        return change;
      }),
    allProgress: progress.all,
    progressOf: progress.of,
    dropProgress: progress.drop,
    settle: progress.settle,
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
      return detailFrom(id, record, parentOf(record), childrenOf(record));
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
    forget: (ids) => transaction(() => forgetRows(removal, ids)),
    ...cleaning,
    expire: (retention, now, budgetMs) => expiry.expire(retention, now, budgetMs),
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

  function parentOf({ agent, parent, session, subAgent }: CallRecord): number | undefined {
    const by = parent === undefined ? sessions.startedBy(session, subAgent) : { session, callId: parent };
    return by === undefined ? undefined : idOf(agent, by);
  }

  function idOf(agent: AgentId, { session, callId }: StartedBy): number | undefined {
    return table.withKey(keyOf(agent, callId)).find((id) => {
      const found = table.read(id);
      if (found?.callId !== callId || found.agent !== agent) return false;
      return found.session === session || sightings.of(id).some((start) => start.session === session);
    });
  }

  function childrenOf({ session, callId, agent }: CallRecord): number[] {
    const own = children.all(names.find('session', session) ?? -1, callId);
    const started = sessions.startedFrom({ session, callId }).flatMap((each) => {
      const id = names.find('session', each.session) ?? -1;
      const subAgent = each.subAgent === undefined ? undefined : names.find('sub-agent', each.subAgent);
      if (each.subAgent === undefined) return each.session === session ? [] : childrenIn.all(id);
      return subAgent === undefined ? [] : childrenBySubAgent.all(id, subAgent);
    });
    const ids = [...own, ...started].filter((row) => row['agent'] === agentIds.indexOf(agent));
    return [...new Set(ids.map((row) => Number(row['id'])))].sort((a, b) => a - b).slice(0, CHILDREN);
  }
}
