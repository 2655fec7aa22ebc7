import type { DatabaseSync } from 'node:sqlite';
import type { ServerNote } from '#agents/transcript';
import type { NameTable } from './name-table.ts';

/** A note further from the end of a call than this belongs to another one. */
const NEAR_MS = 60_000;
/** Clocks of the agent and of its log are one, but what is written when is not. */
const EARLY_MS = 1_000;

/** What the notes tell of one call now; undefined where they tell nothing (any more). */
export interface NotedCall {
  id: number;
  ms: number | undefined;
  error: string | undefined;
}

/**
 * What MCP servers' logs tell. They name no call, so the notes of a session, server and tool are laid beside the calls
 * in their order: they tell exact durations and errors, and never make a call.
 */
export interface ServerNotes {
  add(note: ServerNote): void;
  /** Calls of which notes tell something else than before: in these sessions and in all that got notes since the last time. */
  changes(sessions: Iterable<string>): NotedCall[];
}

export function openServerNotes(database: DatabaseSync, names: NameTable): ServerNotes {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO server_note (session, at, server, tool, what, ms, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const any = database.prepare('SELECT 1 FROM server_note LIMIT 1');
  const notes = database.prepare(
    `SELECT at, server, tool, what, ms, message FROM server_note
     WHERE session = ? AND what IN ('finished', 'failed') AND tool <> '' ORDER BY at, what, ms, message`,
  );
  // A copy of a call counts here too: the log lies with the session that really made it.
  const calls = database.prepare(
    `SELECT call.id AS id, call.at AS at, ended_at, noted_ms, noted_error, text
     FROM call JOIN name ON name.id = call.name
     WHERE call.session = ?1 OR call.id IN (SELECT call FROM sighting WHERE session = ?1)
     ORDER BY call.at, call_id`,
  );
  const fresh = new Set<string>();

  const ofSession = (session: number): NotedCall[] => {
    const told = Map.groupBy(notes.all(session), (row) =>
      folded(`mcp__${String(row['server'])}__${String(row['tool'])}`),
    );
    if (told.size === 0) return [];
    const made = Map.groupBy(calls.all(session), (row) => folded(String(row['text'])));
    return [...told].flatMap(([name, list]) => pairs(list, made.get(name) ?? []));
  };

  return {
    add(note) {
      const session = names.idOf('session', note.session);
      const { at, server, tool = '', what, durationMs, message = '' } = note;
      const texts = [server, tool, what].map((text) => text.toWellFormed());
      insert.run(session, Math.round(at), ...texts, durationMs ?? null, message.toWellFormed());
      fresh.add(note.session);
    },
    changes(sessions) {
      const all = new Set([...sessions, ...fresh]);
      fresh.clear();
      if (any.get() === undefined) return [];
      return [...all].flatMap((session) => {
        const id = names.find('session', session);
        return id === undefined ? [] : ofSession(id);
      });
    },
  };
}

/** Logs and tool names write other characters differently. */
function folded(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, '-');
}

type Row = Record<string, unknown>;

/** The first note to the first call that it can belong to, and so on. */
function pairs(notes: readonly Row[], calls: readonly Row[]): NotedCall[] {
  const found: NotedCall[] = [];
  let next = 0;
  for (const call of calls) {
    const from = Number(call['at']);
    const to = call['ended_at'] === null ? from : Number(call['ended_at']);
    while (next < notes.length && Number(notes[next]?.['at']) < from - EARLY_MS) next += 1;
    const near = notes[next];
    const note = near === undefined || Number(near['at']) > to + NEAR_MS ? undefined : near;
    if (note !== undefined) next += 1;
    const ms = typeof note?.['ms'] === 'number' ? note['ms'] : undefined;
    const error = note?.['what'] === 'failed' ? String(note['message']) : undefined;
    if (call['noted_ms'] === (ms ?? null) && call['noted_error'] === (error ?? null)) continue;
    found.push({ id: Number(call['id']), ms, error });
  }
  return found;
}
