import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { hiddenText } from './hidden-text.ts';
import type { FileProgress } from './new-facts.ts';

/** How far each file was taken in. */
export interface ProgressTable {
  all(): FileProgress[];
  of(path: string): FileProgress | undefined;
  save(progress: FileProgress): void;
  drop(path: string): void;
  /** When it returns, all that was committed before is on the disk and survives a power cut. */
  settle(): void;
}

export function openProgress(database: DatabaseSync): ProgressTable {
  const every = database.prepare('SELECT * FROM progress');
  const one = database.prepare('SELECT * FROM progress WHERE path = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM progress WHERE path = ?');
  const touch = database.prepare("INSERT OR REPLACE INTO setting VALUES ('settled', '')");
  return {
    all: () => every.all().map(from),
    of(path) {
      const row = one.get(path);
      return row === undefined ? undefined : from(row);
    },
    save({ path, identity, offset, lines, size, modifiedMs, state }) {
      insert.run(path, identity, offset, lines, size, modifiedMs, state);
      remove.run(hiddenText(path));
    },
    drop: (path) => void remove.run(path),
    settle() {
      database.exec('PRAGMA synchronous = FULL');
      try {
        touch.run();
      } finally {
        database.exec('PRAGMA synchronous = NORMAL');
      }
    },
  };
}

function from(row: Record<string, SQLOutputValue>): FileProgress {
  return {
    path: String(row['path']),
    identity: String(row['identity']),
    offset: Number(row['offset']),
    lines: Number(row['lines']),
    size: Number(row['size']),
    modifiedMs: Number(row['modified']),
    state: String(row['state']),
  };
}
