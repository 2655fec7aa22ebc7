import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '#contract/errors';
import { takeOwnLock } from '#platform/file-lock';
import { makePrivateFile, makePrivateFolder, moveAside } from '#platform/private-files';
import { sqliteCode } from '#platform/system-error';

const BUSY_MS = 5_000;

export const stateDatabaseName = 'state.db';

/** Each entry brings the schema one version further (`PRAGMA user_version`); entries are only ever appended. */
const migrations = [
  `CREATE TABLE change (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     at TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('switch', 'undo', 'outside')),
     plugin TEXT,
     component_kind TEXT,
     component_name TEXT,
     enable INTEGER,
     enabled_before INTEGER,
     scope TEXT,
     project TEXT,
     file TEXT NOT NULL,
     format TEXT NOT NULL CHECK (format IN ('json', 'toml')),
     agent_lock TEXT,
     operation TEXT,
     before BLOB,
     after BLOB,
     before_hash TEXT NOT NULL,
     after_hash TEXT NOT NULL,
     diff TEXT NOT NULL,
     asked TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('started', 'applied', 'failed', 'undone')),
     verified INTEGER NOT NULL DEFAULT 0,
     effective TEXT,
     note TEXT,
     undoes TEXT,
     undone_by TEXT
   ) STRICT;
   CREATE INDEX change_file ON change (file, seq);
   CREATE INDEX change_started ON change (state) WHERE state = 'started';`,
  'ALTER TABLE change ADD COLUMN made_folder TEXT;',
  // A check of a column can only be widened by a new table.
  `ALTER TABLE change RENAME TO change_2;
   CREATE TABLE change (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     at TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('switch', 'undo', 'outside', 'guard')),
     plugin TEXT,
     component_kind TEXT,
     component_name TEXT,
     enable INTEGER,
     enabled_before INTEGER,
     scope TEXT,
     project TEXT,
     file TEXT NOT NULL,
     format TEXT NOT NULL CHECK (format IN ('json', 'toml')),
     agent_lock TEXT,
     operation TEXT,
     before BLOB,
     after BLOB,
     before_hash TEXT NOT NULL,
     after_hash TEXT NOT NULL,
     diff TEXT NOT NULL,
     asked TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('started', 'applied', 'failed', 'undone')),
     verified INTEGER NOT NULL DEFAULT 0,
     effective TEXT,
     note TEXT,
     undoes TEXT,
     undone_by TEXT,
     made_folder TEXT
   ) STRICT;
   INSERT INTO change SELECT * FROM change_2;
   DROP TABLE change_2;
   CREATE INDEX change_file ON change (file, seq);
   CREATE INDEX change_started ON change (state) WHERE state = 'started';`,
  `ALTER TABLE change ADD COLUMN group_id TEXT;
   ALTER TABLE change ADD COLUMN group_label TEXT;
   ALTER TABLE change ADD COLUMN group_file INTEGER;
   ALTER TABLE change ADD COLUMN group_files INTEGER;
   ALTER TABLE change ADD COLUMN members TEXT;
   CREATE INDEX change_group ON change (group_id) WHERE group_id IS NOT NULL;`,
  `ALTER TABLE change RENAME TO change_4;
   CREATE TABLE change (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     at TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('switch', 'undo', 'outside', 'guard', 'drift')),
     plugin TEXT,
     component_kind TEXT,
     component_name TEXT,
     enable INTEGER,
     enabled_before INTEGER,
     scope TEXT,
     project TEXT,
     file TEXT NOT NULL,
     format TEXT NOT NULL CHECK (format IN ('json', 'toml')),
     agent_lock TEXT,
     operation TEXT,
     before BLOB,
     after BLOB,
     before_hash TEXT NOT NULL,
     after_hash TEXT NOT NULL,
     diff TEXT NOT NULL,
     asked TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('started', 'applied', 'failed', 'undone')),
     verified INTEGER NOT NULL DEFAULT 0,
     effective TEXT,
     note TEXT,
     undoes TEXT,
     undone_by TEXT,
     made_folder TEXT,
     group_id TEXT,
     group_label TEXT,
     group_file INTEGER,
     group_files INTEGER,
     members TEXT,
     deeds TEXT
   ) STRICT;
   INSERT INTO change SELECT *, NULL FROM change_4;
   DROP TABLE change_4;
   CREATE INDEX change_file ON change (file, seq);
   CREATE INDEX change_started ON change (state) WHERE state = 'started';
   CREATE INDEX change_group ON change (group_id) WHERE group_id IS NOT NULL;
   CREATE TABLE seen_file (file TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, text TEXT, at TEXT NOT NULL) STRICT;`,
];

/**
 * Opens `state.db` in the data folder, making both when they are not there, and brings its schema up to date.
 * A damaged one is moved aside, never deleted, and a new one begun; `damaged` then names where it lies.
 * Throws AppError `unavailable` when it cannot be opened or was written by a newer Gatehouse.
 */
export async function openStateDatabase(
  folder: string,
  now: Date,
): Promise<{ database: DatabaseSync; damaged: string | undefined }> {
  makePrivateFolder(folder);
  const path = join(folder, stateDatabaseName);
  // Switching to WAL and migrating want the file alone; SQLite's own waiting does not cover the first.
  const lock = await takeOwnLock(folder, path, BUSY_MS);
  try {
    makePrivateFile(path);
    try {
      return { database: open(path), damaged: undefined };
    } catch (error) {
      if (!isDamage(error)) throw explained(error, path);
      return { damaged: setAside(path, now), database: reopen(path) };
    }
  } finally {
    lock.release();
  }
}

/** A failure of SQLite that is no bug, as AppError `unavailable`; anything else is passed on. */
export function explained(error: unknown, path: string): unknown {
  const reasons: Record<number, string> = {
    5: 'another Gatehouse is writing to it',
    8: 'it is read-only',
    10: 'the disk reports an error',
    11: 'it is damaged; close every Gatehouse and start again, then it is set aside',
    13: 'the disk is full',
    14: 'it cannot be opened',
    26: 'it is damaged; close every Gatehouse and start again, then it is set aside',
  };
  const why = reasons[sqliteCode(error) ?? 0];
  if (why === undefined) return error;
  return new AppError('unavailable', `The journal ${path} cannot be used: ${why}.`, {
    cause: error,
  });
}

function reopen(path: string): DatabaseSync {
  makePrivateFile(path);
  return open(path);
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.quick_check !== 'ok') throw new Damage(String(check?.quick_check));
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > migrations.length) {
    throw new AppError('unavailable', `The journal ${path} was written by a newer Gatehouse. Use that one.`);
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

class Damage extends Error {
  override readonly name = 'Damage';
}

function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  // SQLITE_CORRUPT and SQLITE_NOTADB
  return error instanceof Damage || code === 11 || code === 26;
}

function setAside(path: string, now: Date): string {
  const aside = `${path}.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const ending of ['', '-wal', '-shm']) moveAside(path + ending, aside + ending);
  return aside;
}
