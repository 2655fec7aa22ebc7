import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { sqliteCode } from '#platform/system-error';
import { openCallTable } from './call-table.ts';
import { forgottenFile } from './forgotten-file.ts';
import { openFullText } from './full-text.ts';
import { historyDatabaseName, openHistoryDatabase, removeDatabase, salvagedName } from './history-database.ts';
import { indexedTextOf } from './indexed-text.ts';
import { openNames } from './name-table.ts';
import { callNames } from './unused-names.ts';

/** Tables whose rows are carried over. How far files were read is not: all transcripts are read again. */
const carried = [
  ...['name', 'call', 'body', 'sighting', 'lineage', 'spawn', 'waiting'],
  ...['server_note', 'forgotten', 'problem', 'setting', 'doubtful_name'],
];
/** Columns that refer to a name, by table. */
const referring: Readonly<Record<string, readonly string[]>> = {
  call: callNames,
  sighting: ['session'],
  lineage: ['session', 'ancestor'],
  spawn: ['session'],
  waiting: ['session'],
  server_note: ['session'],
};
const unfinishedName = 'history.salvaging.db';
const INDEXED_AT_ONCE = 500;

export interface Salvaged {
  /** Where the damaged file lies now. */
  file: string;
  /** Calls that could be carried over. */
  calls: number;
}

/**
 * Carries every row of a damaged `history.db` that can still be read into a new one, whose full text is made again,
 * and moves the damaged one aside, never deleting it. What was lost comes back from transcripts that still exist; what
 * was forgotten stays forgotten. Not while it is open. Until the last step the damaged file keeps its place, so a kill
 * or a full disk only means that it is done again. Throws AppError `unavailable`.
 */
export function salvageHistory(folder: string, now: Date): Salvaged {
  const path = join(folder, historyDatabaseName);
  removeDatabase(join(folder, unfinishedName));
  const { database, path: unfinished } = openHistoryDatabase(folder, unfinishedName);
  let calls = 0;
  try {
    const old = openDamaged(path);
    if (old !== undefined) {
      for (const table of carried) carry(old, database, table);
      old.close();
    }
    restoreForgotten(database, folder);
    dropHalves(database);
    calls = indexAll(database);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
  const file = join(folder, `history.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}.db`);
  removeDatabase(join(folder, salvagedName));
  renameSync(unfinished, join(folder, salvagedName));
  // From here on, opening finishes what a kill leaves.
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${file}${ending}`);
  }
  renameSync(join(folder, salvagedName), path);
  return { file, calls };
}

/** Undefined when nothing at all can be read of it. */
function openDamaged(file: string): DatabaseSync | undefined {
  try {
    const old = new DatabaseSync(file, { readOnly: true });
    old.prepare('SELECT count(*) FROM sqlite_schema').get();
    return old;
  } catch {
    return undefined;
  }
}

type Row = Record<string, SQLInputValue>;

function carry(old: DatabaseSync, to: DatabaseSync, table: string): void {
  let insert: StatementSync | undefined;
  to.exec('BEGIN');
  for (const row of readable(old, table)) {
    insert ??= insertion(to, table, Object.keys(row));
    try {
      insert.run(...Object.values(row));
    } catch (error) {
      // A row whose values do not fit the table is part of the damage.
      if (!isMisfit(error)) throw error;
    }
  }
  to.exec('COMMIT');
}

function insertion(to: DatabaseSync, table: string, keys: readonly string[]): StatementSync {
  const sql = `INSERT OR IGNORE INTO ${table} (${keys.join(', ')}) VALUES (${keys.map(() => '?').join(', ')})`;
  return to.prepare(sql);
}

const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;

function isMisfit(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_CONSTRAINT || code === SQLITE_MISMATCH;
}

/** Every row that can be read: in order as far as it goes, then from the other end, then by steps over what is between. */
function* readable(old: DatabaseSync, table: string): Generator<Row> {
  const hasId = ['name', 'call', 'body', 'server_note', 'problem'].includes(table);
  let last = 0;
  try {
    for (const row of old.prepare(`SELECT * FROM ${table}${hasId ? ' ORDER BY id' : ''}`).iterate()) {
      if (hasId) last = Number(row['id']);
      yield row as Row;
    }
    return;
  } catch {
    if (!hasId) return;
  }
  let first = Number.MAX_SAFE_INTEGER;
  try {
    const backwards = old.prepare(`SELECT * FROM ${table} WHERE id > ? ORDER BY id DESC`);
    for (const row of backwards.iterate(last)) {
      first = Number(row['id']);
      yield row as Row;
    }
    return;
  } catch {
    // What lies between `last` and `first` is tried in steps.
  }
  yield* between(old, table, last, first);
}

const MAX_TRIES = 20_000;

function* between(old: DatabaseSync, table: string, last: number, first: number): Generator<Row> {
  const next = old.prepare(`SELECT * FROM ${table} WHERE id > ? AND id < ? ORDER BY id LIMIT 1`);
  let at = last;
  let step = 1;
  for (let tries = 0; tries < MAX_TRIES && at < first; tries += 1) {
    try {
      const row = next.get(at, first) as Row | undefined;
      if (row === undefined) return;
      at = Number(row['id']);
      step = 1;
      yield row;
    } catch {
      at += step;
      step *= 2;
    }
  }
}

/** Hashes that lay on a damaged page stand in the copy. */
function restoreForgotten(database: DatabaseSync, folder: string): void {
  const insert = database.prepare('INSERT OR IGNORE INTO forgotten VALUES (?)');
  database.exec('BEGIN');
  for (const hash of forgottenFile(folder).read()) insert.run(hash);
  database.exec('COMMIT');
}

/** What a lost name or body was part of is read again from its transcript. */
function dropHalves(database: DatabaseSync): void {
  for (const [table, columns] of Object.entries(referring)) {
    const isLost = columns.map((column) => `(${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM name))`);
    database.exec(`DELETE FROM ${table} WHERE ${isLost.join(' OR ')}`);
  }
  database.exec(
    `DELETE FROM call WHERE id NOT IN (SELECT id FROM body);
     DELETE FROM body WHERE id NOT IN (SELECT id FROM call);
     DELETE FROM sighting WHERE call NOT IN (SELECT id FROM call);`,
  );
}

function indexAll(database: DatabaseSync): number {
  const table = openCallTable(database, openNames(database));
  const fullText = openFullText(database, () => undefined);
  const next = database.prepare('SELECT id FROM call WHERE id > ? ORDER BY id LIMIT ?');
  let last = 0;
  let kept = 0;
  for (;;) {
    const ids = next.all(last, INDEXED_AT_ONCE).map((row) => Number(row['id']));
    last = ids.at(-1) ?? last;
    if (ids.length === 0) break;
    database.exec('BEGIN');
    for (const id of ids) kept += isIndexed(id) ? 1 : 0;
    database.exec('COMMIT');
  }
  fullText.close();
  return kept;

  function isIndexed(id: number): boolean {
    try {
      const record = table.read(id);
      if (record === undefined) return false;
      fullText.add(id, indexedTextOf(record));
      return true;
    } catch (error) {
      // Its body cannot be unpacked. What SQLite says, as of a full disk, ends the saving.
      if (sqliteCode(error) !== undefined) throw error;
      table.remove(id);
      return false;
    }
  }
}
