import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { TextIndex } from './query-text.ts';

/** Characters of the arguments and of the result that can be searched; all of them are kept and shown. */
export const INDEXED = 8 * 1024;

export interface IndexedText {
  tool: string;
  args: string;
  result: string;
}

/** The index of all words. It keeps no text and no positions: what is removed must be given again, as it was added. */
export interface FullText extends TextIndex {
  add(id: number, text: IndexedText): void;
  remove(id: number, text: IndexedText): void;
  /** Throws what SQLite throws when the index is damaged. */
  check(): void;
  close(): void;
}

/** `textOf` gives what was indexed of a row; undefined when it is gone. */
export function openFullText(database: DatabaseSync, textOf: (id: number) => IndexedText | undefined): FullText {
  const insert = database.prepare('INSERT INTO fts (rowid, tool, args, result) VALUES (?, ?, ?, ?)');
  const remove = database.prepare("INSERT INTO fts (fts, rowid, tool, args, result) VALUES ('delete', ?, ?, ?, ?)");
  const select = database.prepare(
    'SELECT rowid AS id FROM fts WHERE fts MATCH ? AND rowid < ? AND rowid > ? ORDER BY rowid DESC',
  );
  const scratch = openScratch();
  return {
    add: (id, { tool, args, result }) => void insert.run(id, tool, args, result),
    remove: (id, { tool, args, result }) => void remove.run(id, tool, args, result),
    match: (expression, range) => matches(select, expression, range),
    withoutPositions: {
      tokens: (text) => scratch.tokens(text),
      verify(id, expression) {
        const text = textOf(id);
        return text !== undefined && scratch.fits(text, expression);
      },
    },
    check: () => database.exec("INSERT INTO fts (fts) VALUES ('integrity-check')"),
    close: () => scratch.close(),
  };
}

function* matches(
  select: StatementSync,
  expression: string,
  { before = Number.MAX_SAFE_INTEGER, after = 0 }: { before?: number; after?: number },
): Generator<number> {
  for (const row of select.iterate(expression, before, after)) yield Number(row['id']);
}

/** One row at a time with positions, in memory: what the index itself cannot answer. */
function openScratch() {
  const database = new DatabaseSync(':memory:');
  database.exec(
    `CREATE VIRTUAL TABLE text USING fts5(tool, args, result, tokenize = 'unicode61');
     CREATE VIRTUAL TABLE word USING fts5vocab(text, instance);`,
  );
  const clear = database.prepare('DELETE FROM text');
  const insert = database.prepare('INSERT INTO text (tool, args, result) VALUES (?, ?, ?)');
  const words = database.prepare('SELECT term FROM word ORDER BY col, offset');
  const select = database.prepare('SELECT 1 FROM text WHERE text MATCH ?');
  const put = ({ tool, args, result }: IndexedText) => {
    clear.run();
    insert.run(tool, args, result);
  };
  return {
    tokens(text: string): string[] {
      put({ tool: text, args: '', result: '' });
      return words.all().map((row) => String(row['term']));
    },
    fits(text: IndexedText, expression: string): boolean {
      put(text);
      return select.get(expression) !== undefined;
    },
    close: () => database.close(),
  };
}
