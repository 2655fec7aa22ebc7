import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { systemCode } from '#platform/system-error';
import { type ForgottenFile, HASH_SIZE } from './forgotten-file.ts';
import { hiddenText } from './hidden-text.ts';

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
  /** After a transaction was committed. */
  committed(): void;
  /** After a transaction was taken back. */
  reload(): void;
}

/** `copy` holds them a second time; what it lacks is added here. */
export function openTombstones(database: DatabaseSync, copy: ForgottenFile): Tombstones {
  const insert = database.prepare('INSERT OR IGNORE INTO forgotten VALUES (?)');
  const select = database.prepare('SELECT 1 FROM forgotten WHERE hash = ?');
  const counted = database.prepare('SELECT count(*) AS n FROM forgotten');
  let count = Number(counted.get()?.['n']);
  /** Added by the transaction at work. */
  let fresh: Uint8Array[] = [];
  const put = (hash: Uint8Array) => {
    if (insert.run(hash).changes > 0) fresh.push(hash);
  };
  // A kill or a full disk came between the two, or somebody removed the file.
  if (copy.count() < count) copy.replace(allOf(database, copy));
  const isThere = (hash: Uint8Array) => select.get(hash) !== undefined;
  return {
    add({ agent, session, callId, at }) {
      put(hashOf(agent, hiddenText(session), callId));
      if (at !== undefined) put(hashOf(agent, callId, String(at)));
      count += 1;
    },
    isForgotten(agent, { session, callId, at }, lineOf) {
      if (count === 0) return false;
      if (isThere(hashOf(agent, hiddenText(session), callId))) return true;
      if (at === undefined) return false;
      const isCopy =
        isThere(hashOf(agent, callId, String(Math.round(at)))) ||
        lineOf(session).some((each) => isThere(hashOf(agent, hiddenText(each), callId)));
      if (!isCopy) return false;
      // A copy: its end will only name this session.
      put(hashOf(agent, hiddenText(session), callId));
      return true;
    },
    committed() {
      if (fresh.length === 0) return;
      const hashes = fresh;
      fresh = [];
      try {
        copy.append(hashes);
      } catch (error) {
        // They are in the database; the next start sees that the copy lacks some.
        if (systemCode(error) === undefined) throw error;
      }
    },
    reload() {
      fresh = [];
      count = Number(counted.get()?.['n']);
    },
  };
}

function* allOf(database: DatabaseSync, copy: ForgottenFile): Generator<Uint8Array> {
  const kept = new Set<string>();
  for (const { hash } of database.prepare('SELECT hash FROM forgotten').iterate()) {
    if (!(hash instanceof Uint8Array)) continue;
    kept.add(Buffer.from(hash).toString('latin1'));
    yield hash;
  }
  for (const hash of copy.read()) if (!kept.has(hash.toString('latin1'))) yield hash;
}

function hashOf(...parts: string[]): Uint8Array {
  return createHash('sha256').update(parts.join('\0')).digest().subarray(0, HASH_SIZE);
}
