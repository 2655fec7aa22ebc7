import type { DatabaseSync } from 'node:sqlite';
import type { ServerNote } from '#agents/transcript';
import type { NameTable } from './name-table.ts';

/** A note further from the end of a call than this belongs to another one. */
const NEAR_MS = 60_000;

/**
 * What MCP servers' logs tell. They name no call, so the notes of a session, server and tool are laid beside the calls
 * in their order: they tell exact durations, and never make a call.
 */
export interface ServerNotes {
  add(note: ServerNote): void;
  /** Durations of calls that notes tell now, for these sessions and all that got notes since the last time. */
  durations(sessions: readonly string[]): { id: number; ms: number }[];
}

export function openServerNotes(database: DatabaseSync, names: NameTable): ServerNotes {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO server_note (session, at, server, tool, what, ms, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const any = database.prepare('SELECT 1 FROM server_note LIMIT 1');
  const notes = database.prepare(
    `SELECT at, server, tool, ms FROM server_note
     WHERE session = ? AND what IN ('finished', 'failed') AND ms IS NOT NULL ORDER BY at, id`,
  );
  const calls = database.prepare(
    `SELECT call.id AS id, call.at AS at, ended_at, noted_ms, text FROM call JOIN name ON name.id = call.name
     WHERE session = ? ORDER BY call.at, call.id`,
  );
  const fresh = new Set<string>();

  const ofSession = (session: number): { id: number; ms: number }[] => {
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
      insert.run(session, Math.round(at), server, tool, what, durationMs ?? null, message.toWellFormed());
      fresh.add(note.session);
    },
    durations(sessions) {
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
function pairs(notes: readonly Row[], calls: readonly Row[]): { id: number; ms: number }[] {
  const found: { id: number; ms: number }[] = [];
  let next = 0;
  for (const call of calls) {
    const from = Number(call['at']);
    const to = call['ended_at'] === null ? from : Number(call['ended_at']);
    while (next < notes.length && Number(notes[next]?.['at']) < from - 1_000) next += 1;
    const note = notes[next];
    if (note === undefined || Number(note['at']) > to + NEAR_MS) continue;
    next += 1;
    const ms = Number(note['ms']);
    if (call['noted_ms'] !== ms) found.push({ id: Number(call['id']), ms });
  }
  return found;
}
