import type { DatabaseSync } from 'node:sqlite';
import type { SessionFact } from '#agents/transcript';
import type { NameTable } from './name-table.ts';

/** Where a session, or a sub-agent inside one, was started from. */
export interface StartedBy {
  session: string;
  callId: string;
}

/** Which session began with the history of which, and which call started it. */
export interface Sessions {
  /** Returns the sessions whose place in the line may have changed: that one and all that descend from it. */
  add(fact: SessionFact): string[];
  /** Whether `a` began, directly or not, with the history of `b`. */
  descends(a: string, b: string): boolean;
  /** All sessions that begin with the history of this one, and those it began with. */
  lineOf(session: string): string[];
  startedBy(session: string, subAgent: string | undefined): StartedBy | undefined;
  /** Sessions, and sub-agents inside them, that a call started. */
  startedFrom(call: StartedBy): { session: string; subAgent: string | undefined }[];
  /** After a transaction was taken back. */
  forget(): void;
}

export function openSessions(database: DatabaseSync, names: NameTable): Sessions {
  const insert = database.prepare('INSERT OR IGNORE INTO lineage VALUES (?, ?)');
  const ancestors = database.prepare('SELECT ancestor AS id FROM lineage WHERE session = ?');
  const descendants = database.prepare('SELECT session AS id FROM lineage WHERE ancestor = ?');
  const any = database.prepare('SELECT 1 FROM lineage LIMIT 1');
  const tellParent = database.prepare(
    `INSERT INTO spawn VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT DO UPDATE SET parent = excluded.parent, call_id = excluded.call_id
     WHERE (excluded.parent, excluded.call_id) < (parent, call_id)`,
  );
  const parent = database.prepare('SELECT parent, call_id FROM spawn WHERE session = ? AND sub_agent = ?');
  const spawned = database.prepare('SELECT session, sub_agent FROM spawn WHERE parent = ? AND call_id = ?');
  const known = new Map<number, ReadonlySet<number>>();

  const reached = (from: number, step: typeof ancestors): Set<number> => {
    const found = new Set<number>();
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const row of step.all(at)) {
        const id = Number(row['id']);
        if (found.has(id)) continue;
        found.add(id);
        open.push(id);
      }
    }
    return found;
  };
  const ancestorsOf = (session: number): ReadonlySet<number> => {
    const found = known.get(session) ?? reached(session, ancestors);
    known.set(session, found);
    return found;
  };

  const addSpawn = ({ session, subAgent = '', parentSession = session, parentCall }: SessionFact) => {
    if (parentCall === undefined) return;
    tellParent.run(names.idOf('session', session), subAgent.toWellFormed(), parentSession, parentCall.toWellFormed());
  };

  return {
    add(fact) {
      addSpawn(fact);
      const older = (fact.descendsFrom ?? []).filter((each) => each !== fact.session);
      if (older.length === 0) return [];
      const id = names.idOf('session', fact.session);
      const isNew = older.map((each) => insert.run(id, names.idOf('session', each)).changes > 0).includes(true);
      if (!isNew) return [];
      known.clear();
      return [...new Set([id, ...reached(id, descendants)])].map((each) => names.textOf(each));
    },
    descends(a, b) {
      if (known.size === 0 && any.get() === undefined) return false;
      const [child, ancestor] = [names.find('session', a), names.find('session', b)];
      return child !== undefined && ancestor !== undefined && ancestorsOf(child).has(ancestor);
    },
    lineOf(session) {
      const id = any.get() === undefined ? undefined : names.find('session', session);
      if (id === undefined) return [];
      return [...ancestorsOf(id), ...reached(id, descendants)].map((each) => names.textOf(each));
    },
    startedBy(session, subAgent = '') {
      const id = names.find('session', session);
      const row = id === undefined ? undefined : parent.get(id, subAgent);
      return row === undefined ? undefined : { session: String(row['parent']), callId: String(row['call_id']) };
    },
    startedFrom({ session, callId }) {
      return spawned.all(session, callId).map((row) => ({
        session: names.textOf(Number(row['session'])),
        subAgent: String(row['sub_agent']) || undefined,
      }));
    },
    forget: () => known.clear(),
  };
}
