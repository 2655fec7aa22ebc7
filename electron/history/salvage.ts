import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { indexedTextOf, openCallTable } from './call-table.ts';
import { historyDatabaseName, openHistoryDatabase } from './history-database.ts';
import { openNames } from './name-table.ts';

/** Tables whose rows are carried over. How far files were read is not: all transcripts are read again. */
const carried = [
  'name',
  'call',
  'body',
  'alias',
  'lineage',
  'origin',
  'waiting',
  'server_note',
  'forgotten',
  'problem',
  'setting',
] as const;

export interface Salvaged {
  /** Where the damaged file lies now. */
  file: string;
  /** Calls that could be carried over. */
  calls: number;
}

/**
 * Moves a damaged `history.db` aside, never deleting it, and carries every row that can still be read into a new one,
 * whose full text is made again. What was lost comes back from transcripts that still exist. Not while it is open.
 */
export function salvageHistory(folder: string, now: Date): Salvaged {
  const path = join(folder, historyDatabaseName);
  const file = join(folder, `history.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}.db`);
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${file}${ending}`);
  }
  const { database } = openHistoryDatabase(folder);
  try {
    const old = openDamaged(file);
    if (old !== undefined) {
      for (const table of carried) carry(old, database, table);
      old.close();
    }
    dropHalves(database);
    return { file, calls: indexAll(database) };
  } finally {
    database.close();
  }
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
  const insert = (row: Row) => {
    const keys = Object.keys(row);
    const sql = `INSERT OR IGNORE INTO ${table} (${keys.join(', ')}) VALUES (${keys.map(() => '?').join(', ')})`;
    to.prepare(sql).run(...Object.values(row));
  };
  to.exec('BEGIN');
  for (const row of readable(old, table)) {
    try {
      insert(row);
    } catch {
      // A row whose values do not fit the table is part of the damage.
    }
  }
  to.exec('COMMIT');
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

/** A call whose name, session or body is lost is read again from its transcript. */
function dropHalves(database: DatabaseSync): void {
  database.exec(
    `DELETE FROM call WHERE session NOT IN (SELECT id FROM name) OR name NOT IN (SELECT id FROM name)
       OR tool NOT IN (SELECT id FROM name) OR id NOT IN (SELECT id FROM body);
     DELETE FROM body WHERE id NOT IN (SELECT id FROM call);
     DELETE FROM alias WHERE call NOT IN (SELECT id FROM call);`,
  );
}

function indexAll(database: DatabaseSync): number {
  const table = openCallTable(database, openNames(database));
  const ids = database
    .prepare('SELECT id FROM call ORDER BY id')
    .all()
    .map((row) => Number(row['id']));
  const insert = database.prepare('INSERT INTO fts (rowid, tool, args, result) VALUES (?, ?, ?, ?)');
  let kept = 0;
  database.exec('BEGIN');
  for (const id of ids) {
    try {
      const record = table.read(id);
      if (record === undefined) continue;
      const text = indexedTextOf(record);
      insert.run(id, text.tool, text.args, text.result);
      kept += 1;
    } catch {
      // Its body cannot be unpacked.
      table.remove(id);
    }
  }
  database.exec('COMMIT');
  return kept;
}
