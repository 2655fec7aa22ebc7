import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '#contract/errors';
import { makePrivateFile, makePrivateFolder } from '#platform/private-files';
import { sqliteCode } from '#platform/system-error';

export const historyDatabaseName = 'history.db';
/** A finished new store that is about to take the place of a damaged one; see `salvage.ts`. */
export const salvagedName = 'history.salvaged.db';

/** How long a write waits for another process that writes. */
export const BUSY_MS = 5_000;

/** Each entry brings the schema one version further (`PRAGMA user_version`); entries are only ever appended. */
const migrations = [
  `CREATE TABLE name (
     id INTEGER PRIMARY KEY,
     kind TEXT NOT NULL,
     text TEXT NOT NULL,
     UNIQUE (kind, text)
   ) STRICT;
   CREATE TABLE call (
     id INTEGER PRIMARY KEY,
     key INTEGER NOT NULL,
     call_id TEXT NOT NULL,
     agent INTEGER NOT NULL,
     session INTEGER NOT NULL,
     at INTEGER NOT NULL,
     type INTEGER NOT NULL,
     source INTEGER NOT NULL,
     name INTEGER NOT NULL,
     tool INTEGER NOT NULL,
     server INTEGER,
     plugin INTEGER,
     plugin_version INTEGER,
     how INTEGER NOT NULL,
     candidates TEXT,
     start_supplier TEXT,
     end_supplier TEXT,
     project INTEGER,
     branch INTEGER,
     model INTEGER,
     agent_version INTEGER,
     sub_agent INTEGER,
     parent TEXT,
     file INTEGER,
     line INTEGER,
     outcome INTEGER NOT NULL DEFAULT 4,
     rank INTEGER,
     ended_at INTEGER,
     told_ms REAL,
     noted_ms REAL,
     noted_error TEXT,
     decision INTEGER,
     allowed INTEGER,
     reason TEXT
   ) STRICT;
   CREATE INDEX call_key ON call (key);
   CREATE INDEX call_session ON call (session, at);
   CREATE TABLE body (
     id INTEGER PRIMARY KEY,
     args ANY,
     args_flags INTEGER,
     args_size INTEGER,
     result ANY,
     result_flags INTEGER,
     result_size INTEGER,
     args_redactions TEXT,
     result_redactions TEXT
   ) STRICT;
   CREATE TABLE waiting (
     key INTEGER NOT NULL,
     session INTEGER NOT NULL,
     call_id TEXT NOT NULL,
     fact BLOB NOT NULL,
     PRIMARY KEY (key, session, call_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE sighting (
     call INTEGER NOT NULL,
     session INTEGER NOT NULL,
     fact BLOB NOT NULL,
     PRIMARY KEY (call, session)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sighting_session ON sighting (session);
   CREATE TABLE lineage (
     session INTEGER NOT NULL,
     ancestor INTEGER NOT NULL,
     PRIMARY KEY (session, ancestor)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX lineage_ancestor ON lineage (ancestor);
   CREATE TABLE spawn (
     session INTEGER NOT NULL,
     sub_agent TEXT NOT NULL,
     parent TEXT NOT NULL,
     call_id TEXT NOT NULL,
     PRIMARY KEY (session, sub_agent)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX spawn_parent ON spawn (parent, call_id);
   CREATE TABLE server_note (
     id INTEGER PRIMARY KEY,
     session INTEGER NOT NULL,
     at INTEGER NOT NULL,
     server TEXT NOT NULL,
     tool TEXT NOT NULL,
     what TEXT NOT NULL,
     ms REAL,
     message TEXT NOT NULL,
     UNIQUE (session, server, tool, at, what, message)
   ) STRICT;
   CREATE TABLE forgotten (
     hash BLOB PRIMARY KEY
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE progress (
     path TEXT PRIMARY KEY,
     identity TEXT NOT NULL,
     offset INTEGER NOT NULL,
     lines INTEGER NOT NULL,
     size INTEGER NOT NULL,
     modified REAL NOT NULL,
     state TEXT NOT NULL
   ) STRICT;
   CREATE TABLE problem (
     id INTEGER PRIMARY KEY,
     file TEXT NOT NULL,
     line INTEGER NOT NULL,
     code TEXT NOT NULL,
     message TEXT NOT NULL,
     UNIQUE (file, line, code)
   ) STRICT;
   CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE text_part (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     first INTEGER NOT NULL,
     low INTEGER NOT NULL,
     high INTEGER NOT NULL,
     rows INTEGER NOT NULL DEFAULT 0,
     dirty INTEGER NOT NULL DEFAULT 0
   ) STRICT;`,
  `CREATE TABLE doubtful_name (id INTEGER PRIMARY KEY) STRICT;
   INSERT INTO doubtful_name SELECT id FROM name;`,
  'ALTER TABLE call ADD COLUMN runtime BLOB;',
];

export interface OpenedHistory {
  database: DatabaseSync;
  path: string;
}

/**
 * Opens `history.db` in the data folder, making both for this user alone when they are not there. Deleted content is
 * overwritten, and free pages are given back step by step. Throws AppError `unavailable` when it cannot be opened or
 * was written by a newer Gatehouse; what SQLite throws for a damaged file passes through (`isDamage`).
 */
export function openHistoryDatabase(folder: string, name: string = historyDatabaseName): OpenedHistory {
  makePrivateFolder(folder);
  finishSalvage(folder);
  const path = join(folder, name);
  makePrivateFile(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_MS });
    database.exec(
      `PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;
       PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;`,
    );
    writeAhead(database);
    migrate(database, path);
    return { database, path };
  } catch (error) {
    database?.close();
    throw inWords(error, path);
  }
}

/** A kill may have fallen between moving the damaged file aside and putting the new one into its place. */
function finishSalvage(folder: string): void {
  const [path, salvaged] = [join(folder, historyDatabaseName), join(folder, salvagedName)];
  if (existsSync(path) || !existsSync(salvaged)) return;
  for (const ending of ['-wal', '-shm']) {
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${path}.damaged${ending}`);
  }
  renameSync(salvaged, path);
}

/** Another process may be doing the same to a new file; SQLite's own waiting does not cover this step. */
function writeAhead(database: DatabaseSync): void {
  for (const end = Date.now() + BUSY_MS; ; ) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_BUSY || Date.now() >= end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database, path) === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Read again: another process may have brought the file here while this one waited for the lock.
    for (const sql of migrations.slice(versionOf(database, path))) database.exec(sql);
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync, path: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version <= migrations.length) return version;
  throw new AppError('unavailable', `${path} was written by a newer Gatehouse. Update this one.`);
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Whether SQLite says that the file is damaged, or none of its own. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error instanceof Error && error.cause !== undefined ? error.cause : error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

const reasons: Readonly<Record<number, string>> = {
  5: 'another Gatehouse is writing to it; try again',
  8: 'it is read-only',
  10: 'the disk reports an error',
  13: 'the disk is full; make room and go on',
  14: 'it cannot be opened',
};

/** A failure of SQLite that is no bug, as AppError `unavailable` with its cause; anything else is passed on. */
export function inWords(error: unknown, path: string): unknown {
  const why = reasons[sqliteCode(error) ?? -1];
  return why === undefined ? error : new AppError('unavailable', `${path}: ${why}.`, { cause: error });
}

/** The database with the files SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
}
