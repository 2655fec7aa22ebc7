import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { StartPart } from './call-record.ts';
import type { NameTable } from './name-table.ts';

/**
 * The starts of calls that stand in several sessions, because one was resumed or forked from another. All are kept:
 * which of them is the original may show only later. A call with one start has none here; its row says it all.
 */
export interface Sightings {
  of(call: number): StartPart[];
  /** Calls that were seen in a session, without those whose row says so. */
  callsIn(session: string): number[];
  put(call: number, starts: readonly StartPart[]): void;
  remove(call: number): void;
}

export function openSightings(database: DatabaseSync, names: NameTable): Sightings {
  const insert = database.prepare('INSERT INTO sighting VALUES (?, ?, ?)');
  const select = database.prepare('SELECT fact FROM sighting WHERE call = ?');
  const inSession = database.prepare('SELECT call FROM sighting WHERE session = ?');
  const drop = database.prepare('DELETE FROM sighting WHERE call = ?');
  return {
    of: (call) => select.all(call).flatMap(({ fact }) => (fact instanceof Uint8Array ? read(fact) : [])),
    callsIn(session) {
      const id = names.find('session', session);
      return id === undefined ? [] : inSession.all(id).map((row) => Number(row['call']));
    },
    put(call, starts) {
      drop.run(call);
      for (const start of starts) {
        insert.run(call, names.idOf('session', start.session), zstdCompressSync(JSON.stringify(start)));
      }
    },
    remove: (call) => void drop.run(call),
  };
}

function read(fact: Uint8Array): StartPart {
  return JSON.parse(zstdDecompressSync(fact).toString()) as StartPart;
}
