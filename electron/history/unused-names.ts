import type { DatabaseSync } from 'node:sqlite';
import { removeTraces } from './forgotten-traces.ts';
import { hiddenText } from './hidden-text.ts';
import type { NameTable } from './name-table.ts';

/** Columns of `call` that refer to a name. */
export const callNames: readonly string[] = [
  ...['session', 'name', 'tool', 'server', 'plugin', 'plugin_version', 'project', 'branch', 'model', 'agent_version'],
  ...['sub_agent', 'file'],
];

/** Rows looked at before the clock is. */
const LOOKED_AT_ONCE = 1_000;

/**
 * Names that removed or changed rows referred to, and that perhaps no row refers to any more. They are noted with the
 * removal, in its transaction, and looked for in all rows later, in steps: one look at a million rows takes seconds.
 */
export interface UnusedNames {
  /** Inside the transaction that removes or changes this row; before it does. */
  doubt(call: number): void;
  doubtSession(session: string): void;
  /** Whether there are names to be looked for. */
  isInDoubt(): boolean;
  /** Works for about `budgetMs`. True when every name in doubt was either found in use or removed. */
  remove(budgetMs: number): boolean;
  /** After a transaction was taken back. */
  restart(): void;
}

interface Pass {
  /** What no row was seen to use so far. A name that is given to a new row meanwhile is taken out by the name table. */
  left: Set<number>;
  all: readonly number[];
  /** Came into doubt (again) since the pass began, so that it has to be looked for once more. */
  again: Set<number>;
  /** Rows from this id on were looked at. */
  before: number;
}

const elsewhere = [
  'SELECT 1 FROM sighting WHERE session = ?1',
  'SELECT 1 FROM lineage WHERE session = ?1',
  'SELECT 1 FROM lineage WHERE ancestor = ?1',
  'SELECT 1 FROM spawn WHERE session = ?1',
  'SELECT 1 FROM server_note WHERE session = ?1',
];

export function openUnusedNames(
  database: DatabaseSync,
  names: NameTable,
  transaction: <T>(work: () => T) => T,
): UnusedNames {
  const note = database.prepare('INSERT OR IGNORE INTO doubtful_name VALUES (?)');
  const settle = database.prepare('DELETE FROM doubtful_name WHERE id = ?');
  const any = database.prepare('SELECT 1 FROM doubtful_name LIMIT 1');
  const all = database.prepare('SELECT id FROM doubtful_name');
  const row = database.prepare(`SELECT ${callNames.join(', ')} FROM call WHERE id = ?`);
  const rows = database.prepare(
    `SELECT id, ${callNames.join(', ')} FROM call WHERE id < ? ORDER BY id DESC LIMIT ${LOOKED_AT_ONCE}`,
  );
  for (const each of [row, rows]) each.setReturnArrays(true);
  const waiting = database.prepare('SELECT DISTINCT session AS id FROM waiting');
  const drop = database.prepare(
    `DELETE FROM name WHERE id = ?1 ${elsewhere.map((sql) => `AND NOT EXISTS (${sql})`).join(' ')}`,
  );
  const nameOf = database.prepare('SELECT kind, text FROM name WHERE id = ?');
  const hide = database.prepare(
    `UPDATE name SET text = ?1 WHERE id = ?2
     AND NOT EXISTS (SELECT 1 FROM sighting WHERE session = ?2) AND NOT EXISTS (SELECT 1 FROM spawn WHERE session = ?2)
     AND NOT EXISTS (SELECT 1 FROM server_note WHERE session = ?2)`,
  );
  let pass: Pass | undefined;

  const doubtId = (id: number) => {
    note.run(id);
    pass?.again.add(id);
  };
  const begin = (): Pass => {
    const ids = all.all().map(({ id }) => Number(id));
    pass = { left: new Set(ids), all: ids, again: new Set(), before: Number.MAX_SAFE_INTEGER };
    names.takeOutUsed(pass.left);
    return pass;
  };
  const end = () => {
    pass = undefined;
    names.takeOutUsed(undefined);
  };
  /** False when there are no more rows. */
  const look = (now: Pass): boolean => {
    const some = rows.all(now.before) as unknown as (number | null)[][];
    for (const cells of some)
      for (const [at, cell] of cells.entries()) if (at > 0 && cell !== null) now.left.delete(cell);
    now.before = some.at(-1)?.[0] ?? now.before;
    return some.length === LOOKED_AT_ONCE;
  };
  const finish = (now: Pass) =>
    transaction(() => {
      for (const { id } of waiting.all()) now.left.delete(Number(id));
      const unused = [...now.left].filter((id) => !now.again.has(id));
      const lost = unused.flatMap((id) => {
        const row = nameOf.get(id);
        return row === undefined ? [] : [{ id, kind: String(row['kind']), text: String(row['text']) }];
      });
      removeTraces(database, lost);
      for (const { id, kind, text } of lost) {
        // Copies of its calls are recognised by its descent, also after it was forgotten.
        if (drop.run(id).changes === 0 && kind === 'session') hide.run(hiddenText(text), id);
      }
      for (const id of now.all) if (!now.again.has(id)) settle.run(id);
    });

  return {
    doubt(call) {
      const cells = row.get(call) as unknown as (number | null)[] | undefined;
      for (const id of new Set(cells)) if (id !== null) doubtId(id);
    },
    doubtSession(session) {
      const id = names.find('session', session);
      if (id !== undefined) doubtId(id);
    },
    isInDoubt: () => any.get() !== undefined,
    remove(budgetMs) {
      const stop = performance.now() + budgetMs;
      while (any.get() !== undefined) {
        const now = pass ?? begin();
        let hasMore = now.left.size > 0;
        while (hasMore && performance.now() < stop) hasMore = look(now) && now.left.size > 0;
        if (hasMore) return false;
        finish(now);
        end();
        // What is remembered of them is gone with them.
        names.forget();
      }
      return true;
    },
    restart: end,
  };
}
