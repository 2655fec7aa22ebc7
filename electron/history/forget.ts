import type { DatabaseSync } from 'node:sqlite';
import type { CallTable } from './call-table.ts';
import type { FullText } from './full-text.ts';
import { indexedTextOf } from './indexed-text.ts';
import type { NameTable } from './name-table.ts';
import { sessionOf } from './runtime-merge.ts';
import type { Sightings } from './sightings.ts';
import type { IndexedText } from './text-parts.ts';
import type { Tombstones } from './tombstones.ts';
import type { UnusedNames } from './unused-names.ts';

export interface RemovalStores {
  database: DatabaseSync;
  names: NameTable;
  table: CallTable;
  sightings: Sightings;
  tombstones: Tombstones;
  fullText: FullText;
  unused: UnusedNames;
}

/**
 * Removes rows with their bodies and words, and what is kept beside them of sessions that then have no rows. Inside a
 * transaction. Unknown ids are passed over.
 */
export function removeRows(stores: RemovalStores, ids: readonly number[]): void {
  const { table, fullText, sightings, unused } = stores;
  const sessions = new Set<string>();
  const words = new Map<number, IndexedText>();
  for (const id of ids) {
    const record = table.read(id);
    if (record === undefined) continue;
    for (const { session } of [record, ...sightings.of(id)]) sessions.add(session);
    unused.doubt(id);
    words.set(id, indexedTextOf(record));
    table.remove(id);
    sightings.remove(id);
  }
  for (const session of sessions) unused.doubtSession(session);
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
    const seen = record.kept?.runtime;
    for (const start of [record, ...sightings.of(id)]) tombstones.add(start);
    if (seen !== undefined) tombstones.add({ ...seen, agent: record.agent, session: sessionOf(seen) });
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
