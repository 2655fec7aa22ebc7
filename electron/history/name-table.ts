import type { DatabaseSync } from 'node:sqlite';
import { hiddenText } from './hidden-text.ts';

/** Texts that many rows share, each kept once. What is remembered is dropped when a transaction is taken back. */
export interface NameTable {
  /** Adds the text when it is new. */
  idOf(kind: NameKind, text: string): number;
  /** Undefined when no row has it. */
  find(kind: NameKind, text: string): number | undefined;
  textOf(id: number): string;
  forget(): void;
  /** From now on every name that is given out is taken out of this set; undefined ends that. */
  takeOutUsed(unused: Set<number> | undefined): void;
}

export type NameKind =
  | 'agent'
  | 'session'
  | 'name'
  | 'tool'
  | 'server'
  | 'plugin'
  | 'version'
  | 'project'
  | 'branch'
  | 'model'
  | 'sub-agent'
  | 'file'
  | 'decision';

export function openNames(database: DatabaseSync): NameTable {
  const byText = new Map<string, number>();
  const byId = new Map<number, string>();
  let unused: Set<number> | undefined;
  const insert = database.prepare('INSERT INTO name (kind, text) VALUES (?, ?)');
  const select = database.prepare('SELECT id FROM name WHERE kind = ? AND text = ?');
  const rename = database.prepare('UPDATE name SET text = ? WHERE id = ?');
  const read = database.prepare('SELECT text FROM name WHERE id = ?');
  const find = (kind: NameKind, text: string): number | undefined => {
    const key = `${kind}\0${text}`;
    const known = byText.get(key);
    if (known !== undefined) return known;
    const row = select.get(kind, text) ?? (kind === 'session' ? select.get(kind, hiddenText(text)) : undefined);
    if (row === undefined) return undefined;
    const id = Number(row['id']);
    byText.set(key, id);
    return id;
  };
  const textOf = (id: number): string => {
    const known = byId.get(id);
    if (known !== undefined) return known;
    const text = String(read.get(id)?.['text'] ?? '');
    byId.set(id, text);
    return text;
  };
  const show = (id: number, text: string) => {
    if (text === hiddenText(text)) return;
    rename.run(text, id);
    byId.set(id, text);
  };
  return {
    find: (kind, text) => find(kind, text.toWellFormed()),
    idOf(kind, text) {
      const safe = text.toWellFormed();
      const known = find(kind, safe);
      if (known !== undefined) {
        unused?.delete(known);
        // A forgotten session that goes on has its name again.
        if (kind === 'session' && textOf(known) !== safe) show(known, safe);
        return known;
      }
      const id = Number(insert.run(kind, safe).lastInsertRowid);
      byText.set(`${kind}\0${safe}`, id);
      return id;
    },
    textOf,
    forget() {
      byText.clear();
      byId.clear();
    },
    takeOutUsed(set) {
      unused = set;
    },
  };
}
