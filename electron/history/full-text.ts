import { DatabaseSync } from 'node:sqlite';
import type { TextIndex } from './query-text.ts';
import { type IndexedText, openTextParts, type TextParts } from './text-parts.ts';

/** The full text as queries see it, and as rows are written to it. */
export interface FullText
  extends TextIndex,
    Pick<TextParts, 'add' | 'remove' | 'scrub' | 'isDirty' | 'reload' | 'check'> {
  close(): void;
}

/** `textOf` gives what was indexed of a row; undefined when it is gone. */
export function openFullText(database: DatabaseSync, textOf: (id: number) => IndexedText | undefined): FullText {
  const parts = openTextParts(database);
  const scratch = openScratch();
  return {
    ...parts,
    withoutPositions: {
      tokens: (text) => scratch.tokens(text),
      verify(id, expression) {
        const text = textOf(id);
        return text !== undefined && scratch.fits(text, expression);
      },
    },
    close: () => scratch.close(),
  };
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
