import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { joinEnds } from './call-merge.ts';
import type { EndPart } from './call-record.ts';
import type { NameTable } from './name-table.ts';

/** Ends whose start was not seen yet: the beginning of their file is gone, or stands in a file that comes later. */
export interface WaitingEnds {
  put(key: number, session: string, callId: string, end: EndPart): void;
  /** Undefined when none waits; it waits no longer. */
  take(key: number, session: string, callId: string): EndPart | undefined;
}

export function openWaitingEnds(database: DatabaseSync, names: NameTable): WaitingEnds {
  const insert = database.prepare('INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?)');
  const select = database.prepare('SELECT fact FROM waiting WHERE key = ? AND session = ? AND call_id = ?');
  const remove = database.prepare('DELETE FROM waiting WHERE key = ? AND session = ? AND call_id = ?');
  const any = database.prepare('SELECT 1 FROM waiting WHERE key = ? LIMIT 1');
  const read = (key: number, session: number, callId: string): EndPart | undefined => {
    const fact = select.get(key, session, callId)?.['fact'];
    return fact instanceof Uint8Array ? (JSON.parse(zstdDecompressSync(fact).toString()) as EndPart) : undefined;
  };
  return {
    put(key, session, callId, end) {
      const id = names.idOf('session', session);
      const safe = callId.toWellFormed();
      insert.run(key, id, safe, zstdCompressSync(JSON.stringify(joinEnds(read(key, id, safe), end))));
    },
    take(key, session, callId) {
      if (any.get(key) === undefined) return undefined;
      const id = names.find('session', session);
      if (id === undefined) return undefined;
      const safe = callId.toWellFormed();
      const end = read(key, id, safe);
      if (end !== undefined) remove.run(key, id, safe);
      return end;
    },
  };
}
