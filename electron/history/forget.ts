import type { DatabaseSync } from 'node:sqlite';
import { sqliteCode } from '#platform/system-error';
import type { CallTable } from './call-table.ts';
import type { FullText } from './full-text.ts';
import { indexedTextOf } from './indexed-text.ts';
import type { NameTable } from './name-table.ts';
import type { Sightings } from './sightings.ts';
import type { IndexedText } from './text-parts.ts';
import type { Tombstones } from './tombstones.ts';

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

export interface RemovalStores {
  database: DatabaseSync;
  names: NameTable;
  table: CallTable;
  sightings: Sightings;
  tombstones: Tombstones;
  fullText: FullText;
}

/**
 * Removes rows with their bodies and words, and what is kept beside them of sessions that then have no rows. Inside a
 * transaction. Unknown ids are passed over.
 */
export function removeRows(stores: RemovalStores, ids: readonly number[]): void {
  const { table, fullText, sightings } = stores;
  const sessions = new Set<string>();
  const words = new Map<number, IndexedText>();
  for (const id of ids) {
    const record = table.read(id);
    if (record === undefined) continue;
    for (const { session } of [record, ...sightings.of(id)]) sessions.add(session);
    words.set(id, indexedTextOf(record));
    table.remove(id);
    sightings.remove(id);
  }
  removeBeside(stores, sessions);
  // Last, and by growing ids, as when they are added.
  for (const [id, text] of [...words].sort(([a], [b]) => a - b)) fullText.remove(id, text);
}

/** Removes rows as `removeRows` does, and remembers, as hashes, that they must not come back. */
export function forgetRows(stores: RemovalStores, ids: readonly number[]): void {
  const { table, sightings, tombstones } = stores;
  for (const id of ids) {
    const record = table.read(id);
    if (record === undefined) continue;
    for (const start of [record, ...sightings.of(id)]) tombstones.add(start);
  }
  removeRows(stores, ids);
}

function removeBeside({ database, names }: RemovalStores, sessions: Iterable<string>): void {
  const removals = ['waiting', 'spawn', 'server_note'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE session = ?1 AND NOT EXISTS (SELECT 1 FROM call WHERE session = ?1)`),
  );
  for (const session of sessions) {
    const id = names.find('session', session);
    if (id !== undefined) for (const removal of removals) removal.run(id);
  }
}

/** Columns of `call` that refer to a name. */
export const callNames: readonly string[] = [
  ...['session', 'name', 'tool', 'server', 'plugin', 'plugin_version', 'project', 'branch', 'model', 'agent_version'],
  ...['sub_agent', 'file'],
];

const unusedNames = `DELETE FROM name WHERE id NOT IN (${[
  ...callNames.map((column) => `SELECT ${column} FROM call WHERE ${column} IS NOT NULL`),
  'SELECT session FROM sighting',
  'SELECT session FROM lineage',
  'SELECT ancestor FROM lineage',
  'SELECT session FROM spawn',
  'SELECT session FROM waiting',
  'SELECT session FROM server_note',
].join(' UNION ')})`;

/**
 * Takes what was removed off the disk: its words out of the index, free pages back, the write-ahead log emptied. Works
 * for about `budgetMs` at a time; true when nothing is left to do.
 */
export function cleanUp({ database, names, fullText }: RemovalStores, budgetMs: number): boolean {
  if (!fullText.scrub(budgetMs)) return false;
  names.forget();
  database.exec(unusedNames);
  database.exec('PRAGMA incremental_vacuum');
  return emptyLog(database);
}

/** False while a search, here or in another process, still reads what stands in the write-ahead log. */
export function emptyLog(database: DatabaseSync): boolean {
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  } catch (error) {
    const code = sqliteCode(error);
    if (code === SQLITE_BUSY || code === SQLITE_LOCKED) return false;
    throw error;
  }
}
