import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { sqliteCode } from '#platform/system-error';

/** What SQLite must read of so many rows for a prefix it has no list for stays within milliseconds. */
const ROWS_PER_PART = 32_768;
/** A page needs no more, and most are full then. */
const FIRST_READ = 512;
/** Parts that took in late rows are larger: what is read at once stays at some milliseconds and 300 KB all the same. */
const IDS_PER_READ = ROWS_PER_PART;
/** Pages one step of merging may write: some milliseconds. */
const MERGED = 64;
const SQLITE_LOCKED = 6;

interface Part {
  id: number;
  /** Rows from this id on, up to the first of the next part, belong here. */
  first: number;
  /** Smallest and largest id it was given. */
  low: number;
  high: number;
  rows: number;
}

export interface IndexedText {
  tool: string;
  args: string;
  result: string;
}

/**
 * The index of all words, cut by time into FTS5 tables of some ten thousand rows. It keeps no text and no positions:
 * what is removed must be given again, as it was added. Small tables make prefixes cheap that have no list of their
 * own, and the words of forgotten rows are merged away in one table instead of in all.
 */
export interface TextParts {
  add(id: number, text: IndexedText): void;
  /** Its words stay on disk until `scrub` is done; they are found no more. */
  remove(id: number, text: IndexedText): void;
  /** Falling ids strictly between the two, some at a time; at first few. */
  match(expression: string, range: { before?: number; after?: number }): Generator<readonly number[]>;
  /** Merges removed words away for at most `budgetMs`. True when none is left. */
  scrub(budgetMs: number): boolean;
  /** Whether removed words are still to be merged away. */
  isDirty(): boolean;
  /** To be called when a transaction begins: another one may have been taken back, or be another process's. */
  reload(): void;
  /** Throws what SQLite throws when a table is damaged. Returns the number of rows all tables hold. */
  check(): number;
}

export function openTextParts(database: DatabaseSync, rowsPerPart: number = ROWS_PER_PART): TextParts {
  const select = database.prepare('SELECT id, first, low, high, rows FROM text_part ORDER BY first DESC');
  const create = database.prepare('INSERT INTO text_part (first, low, high) VALUES (?, ?, ?)');
  const raise = database.prepare('UPDATE text_part SET first = ? WHERE id = ?');
  const added = database.prepare(
    'UPDATE text_part SET rows = rows + 1, low = min(low, ?1), high = max(high, ?1) WHERE id = ?2',
  );
  const removed = database.prepare('UPDATE text_part SET rows = rows - 1, dirty = dirty + 1 WHERE id = ?');
  const dirty = database.prepare('SELECT id, rows, dirty FROM text_part WHERE dirty > 0 ORDER BY rows LIMIT 1');
  const cleaned = database.prepare('UPDATE text_part SET dirty = 0 WHERE id = ? AND dirty = ?');
  const exists = database.prepare('SELECT 1 FROM text_part WHERE id = ?');
  const gone = database.prepare('DELETE FROM text_part WHERE id = ?');
  const changes = database.prepare('SELECT total_changes() AS n');
  const insert = perPart(database, (name) => `INSERT INTO ${name} (rowid, tool, args, result) VALUES (?, ?, ?, ?)`);
  const remove = perPart(
    database,
    (name) => `INSERT INTO ${name} (${name}, rowid, tool, args, result) VALUES ('delete', ?, ?, ?, ?)`,
  );
  const merge = perPart(database, (name) => `INSERT INTO ${name} (${name}, rank) VALUES ('merge', ?)`);
  // One text with all ids: to step over the border of SQLite for each of them takes eight times as long.
  const search = perPart(
    database,
    (name) => `SELECT group_concat(id) AS ids FROM (
      SELECT rowid AS id FROM ${name} WHERE ${name} MATCH ? AND rowid < ? AND rowid > ? ORDER BY rowid DESC LIMIT ?
    )`,
  );
  /** Newest first. */
  let parts: Part[] = [];
  /** How dirty the part was when its merging began. */
  const begun = new Map<number, number>();

  const readParts = (): Part[] =>
    select.all().map((row) => ({
      id: Number(row['id']),
      first: Number(row['first']),
      low: Number(row['low']),
      high: Number(row['high']),
      rows: Number(row['rows']),
    }));

  const make = (first: number, id: number): Part => {
    const part = { id: Number(create.run(first, id, id).lastInsertRowid), first, low: id, high: id, rows: 0 };
    const name = nameOf(part.id);
    database.exec(
      `CREATE VIRTUAL TABLE ${name} USING fts5(
         tool, args, result, content = '', detail = none, columnsize = 0, prefix = '3', tokenize = 'unicode61'
       );
       INSERT INTO ${name} (${name}, rank) VALUES ('usermerge', 2);`,
    );
    parts = [...parts, part].sort((a, b) => b.first - a.first);
    return part;
  };

  /** A full part is followed, or preceded, by a new one; what comes late in between makes an old one larger. */
  const partFor = (id: number): Part => {
    const part = parts.find(({ first }) => first <= id);
    if (part === undefined) return make(0, id);
    if (part.rows < rowsPerPart) return part;
    if (part === parts[0] && id > part.high) return make(id, id);
    if (part === parts.at(-1) && id < part.low) {
      raise.run(part.low, part.id);
      part.first = part.low;
      return make(0, id);
    }
    return part;
  };

  const drop = (id: number): boolean => {
    try {
      database.exec(`SAVEPOINT part; DROP TABLE ${nameOf(id)};`);
      gone.run(id);
      database.exec('RELEASE part');
      return true;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK TO part; RELEASE part;');
      // Something is being read from it; later then.
      if (sqliteCode(error) === SQLITE_LOCKED) return false;
      throw error;
    }
  };

  /** One step. True when the part holds no removed words any more. */
  const scrubPart = (id: number, dirtyNow: number): boolean => {
    const isNew = !begun.has(id);
    if (isNew) begun.set(id, dirtyNow);
    const before = Number(changes.get()?.['n']);
    // A negative number says that all there is now is to be made one; then FTS5 goes on step by step.
    merge(id).run(isNew ? -MERGED : MERGED);
    if (Number(changes.get()?.['n']) - before >= 2) return false;
    cleaned.run(id, begun.get(id) ?? 0);
    begun.delete(id);
    return true;
  };

  return {
    add(id, { tool, args, result }) {
      const part = partFor(id);
      insert(part.id).run(id, tool, args, result);
      added.run(id, part.id);
      part.rows += 1;
      part.low = Math.min(part.low, id);
      part.high = Math.max(part.high, id);
    },
    remove(id, { tool, args, result }) {
      const part = parts.find(({ first }) => first <= id);
      if (part === undefined) return;
      remove(part.id).run(id, tool, args, result);
      removed.run(part.id);
      part.rows -= 1;
    },
    *match(expression, { before = Number.MAX_SAFE_INTEGER, after = -1 }) {
      let end = Number.POSITIVE_INFINITY;
      let most = FIRST_READ;
      for (const { id, first } of readParts()) {
        if (first < before && end > after + 1) {
          for (let below: number | undefined = before; below !== undefined; ) {
            // Others had their turn since the parts were listed, and may have dropped this one.
            const found = exists.get(id) === undefined ? undefined : search(id).get(expression, below, after, most);
            const ids = listed(found?.['ids']);
            if (ids.length > 0) yield ids;
            below = ids.length < most ? undefined : ids.at(-1);
            most = Math.min(IDS_PER_READ, most * 8);
          }
        }
        end = first;
      }
    },
    scrub(budgetMs) {
      const end = performance.now() + budgetMs;
      do {
        const row = dirty.get();
        if (row === undefined) return true;
        const [id, count] = [Number(row['id']), Number(row['dirty'])];
        if (Number(row['rows']) > 0) scrubPart(id, count);
        else if (!drop(id)) return false;
      } while (performance.now() < end);
      return dirty.get() === undefined;
    },
    isDirty: () => dirty.get() !== undefined,
    reload() {
      parts = readParts();
    },
    check() {
      const all = readParts();
      for (const { id } of all) {
        database.exec(`INSERT INTO ${nameOf(id)} (${nameOf(id)}) VALUES ('integrity-check')`);
      }
      return all.reduce((sum, { rows }) => sum + rows, 0);
    },
  };
}

function nameOf(part: number): string {
  return `words_${part}`;
}

/** Numbers of parts are never used again, so a statement stays good, or is never asked for. */
function perPart(database: DatabaseSync, sql: (name: string) => string): (part: number) => StatementSync {
  const known = new Map<number, StatementSync>();
  return (part) => {
    const statement = known.get(part) ?? database.prepare(sql(nameOf(part)));
    known.set(part, statement);
    return statement;
  };
}

/** Ids as SQLite puts them together: `3,2,1`, or NULL for none. No statement stays open between two such lists. */
function listed(ids: unknown): number[] {
  return typeof ids === 'string' ? JSON.parse(`[${ids}]`) : [];
}
