import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

interface Named {
  session: string;
  callId: string;
  /** Of the start; absent for an end. */
  at?: number;
}

/**
 * What was forgotten and must not come back when its transcript is read again: hashes of agent, session and call id,
 * and of agent, call id and time, by which copies in other sessions are recognised. Nothing can be read from them.
 */
export interface Tombstones {
  add(call: Named & { agent: string }): void;
  /** `lineOf` gives the sessions a copy of the call may have been forgotten in. */
  isForgotten(agent: string, call: Named, lineOf: (session: string) => readonly string[]): boolean;
  /** After a transaction was taken back. */
  reload(): void;
}

export function openTombstones(database: DatabaseSync): Tombstones {
  const insert = database.prepare('INSERT OR IGNORE INTO forgotten VALUES (?)');
  const select = database.prepare('SELECT 1 FROM forgotten WHERE hash = ?');
  const counted = database.prepare('SELECT count(*) AS n FROM forgotten');
  let count = Number(counted.get()?.['n']);
  const isThere = (hash: Uint8Array) => select.get(hash) !== undefined;
  return {
    add({ agent, session, callId, at }) {
      insert.run(hashOf(agent, session, callId));
      if (at !== undefined) insert.run(hashOf(agent, callId, String(at)));
      count += 1;
    },
    isForgotten(agent, { session, callId, at }, lineOf) {
      if (count === 0) return false;
      if (isThere(hashOf(agent, session, callId))) return true;
      if (at === undefined) return false;
      const isCopy =
        isThere(hashOf(agent, callId, String(Math.round(at)))) ||
        lineOf(session).some((each) => isThere(hashOf(agent, each, callId)));
      if (!isCopy) return false;
      // A copy: its end will only name this session.
      insert.run(hashOf(agent, session, callId));
      return true;
    },
    reload() {
      count = Number(counted.get()?.['n']);
    },
  };
}

function hashOf(...parts: string[]): Uint8Array {
  return createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16);
}
