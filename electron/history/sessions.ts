import type { DatabaseSync } from 'node:sqlite';
import type { SessionFact } from '#agents/transcript';
import type { NameTable } from './name-table.ts';

/** Which session began with the history of which, and which calls therefore stand in several. */
export interface Sessions {
  add(fact: SessionFact): void;
  /** The oldest session whose history this one began with; itself when it began empty. */
  oldestOf(session: string): string;
  /** Whether one of the two descends from the other. */
  areRelated(a: string, b: string): boolean;
  /** The call that started a session, or a sub-agent inside one; undefined when no transcript tells. */
  originOf(session: string, subAgent: string | undefined): { session: string; callId: string } | undefined;
  addAlias(key: number, session: string, call: number): void;
  isAlias(key: number, session: string, call: number): boolean;
  aliasesOf(call: number): string[];
  dropAliases(call: number): void;
  /** After a transaction was taken back. */
  forget(): void;
}

export function openSessions(database: DatabaseSync, names: NameTable): Sessions {
  const insert = database.prepare(
    `INSERT INTO lineage VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET distance = max(distance, excluded.distance)`,
  );
  const oldest = database.prepare(
    'SELECT ancestor FROM lineage WHERE session = ? ORDER BY distance DESC, ancestor LIMIT 1',
  );
  const related = database.prepare('SELECT 1 FROM lineage WHERE session = ? AND ancestor = ?');
  const insertOrigin = database.prepare('INSERT OR IGNORE INTO origin VALUES (?, ?, ?, ?)');
  const origin = database.prepare('SELECT parent_session, parent_call FROM origin WHERE session = ? AND sub_agent = ?');
  const insertAlias = database.prepare('INSERT OR IGNORE INTO alias VALUES (?, ?, ?)');
  const alias = database.prepare('SELECT 1 FROM alias WHERE key = ? AND session = ? AND call = ?');
  const aliases = database.prepare('SELECT session FROM alias WHERE call = ?');
  const drop = database.prepare('DELETE FROM alias WHERE call = ?');
  const found = new Map<string, string>();

  const oldestOf = (session: string): string => {
    const known = found.get(session);
    if (known !== undefined) return known;
    const id = names.find('session', session);
    const row = id === undefined ? undefined : oldest.get(id);
    const ancestor = row === undefined ? session : names.textOf(Number(row['ancestor']));
    found.set(session, ancestor);
    return ancestor;
  };
  const descends = (a: string, b: string) => {
    const [child, ancestor] = [names.find('session', a), names.find('session', b)];
    return child !== undefined && ancestor !== undefined && related.get(child, ancestor) !== undefined;
  };

  return {
    add({ session, descendsFrom = [], subAgent = '', parentSession = session, parentCall }) {
      if (parentCall !== undefined) {
        const [child, parent] = [names.idOf('session', session), names.idOf('session', parentSession)];
        insertOrigin.run(child, subAgent.toWellFormed(), parent, parentCall.toWellFormed());
      }
      const ancestors = descendsFrom.filter((each) => each !== session);
      if (ancestors.length === 0) return;
      const id = names.idOf('session', session);
      ancestors.forEach((each, at) => insert.run(id, names.idOf('session', each), at + 1));
      found.clear();
    },
    oldestOf,
    areRelated: (a, b) => (oldestOf(a) !== a || oldestOf(b) !== b ? descends(a, b) || descends(b, a) : false),
    originOf(session, subAgent) {
      const id = names.find('session', session);
      if (id === undefined) return undefined;
      const row = (subAgent === undefined ? undefined : origin.get(id, subAgent)) ?? origin.get(id, '');
      if (row === undefined) return undefined;
      return { session: names.textOf(Number(row['parent_session'])), callId: String(row['parent_call']) };
    },
    addAlias: (key, session, call) => void insertAlias.run(key, names.idOf('session', session), call),
    isAlias(key, session, call) {
      const id = names.find('session', session);
      return id !== undefined && alias.get(key, id, call) !== undefined;
    },
    aliasesOf: (call) => aliases.all(call).map((row) => names.textOf(Number(row['session']))),
    dropAliases: (call) => void drop.run(call),
    forget: () => found.clear(),
  };
}
