import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { textOf } from './call-merge.ts';
import type { CallRecord } from './call-record.ts';
import type { FullText } from './full-text.ts';

/** A hash over all rows in an order of their own, without their ids: equal for equal histories. */
export function digestOf(database: DatabaseSync, read: (id: number) => CallRecord | undefined): string {
  const hash = createHash('sha256');
  const ordered = database.prepare(
    'SELECT call.id AS id FROM call JOIN name ON name.id = session ORDER BY agent, text, call_id, at',
  );
  for (const row of ordered.iterate()) {
    const record = read(Number(row['id']));
    if (record !== undefined) hash.update(textOf(record)).update('\n');
  }
  return hash.digest('hex');
}

/** Sentences about what is wrong with the store; empty when all is well. Reads everything. */
export function integrityOf(database: DatabaseSync, fullText: FullText): string[] {
  const found = database
    .prepare('PRAGMA quick_check(20)')
    .all()
    .map((row) => String(Object.values(row)[0]))
    .filter((text) => text !== 'ok');
  const count = (sql: string) => Number(database.prepare(sql).get()?.['n']);
  const wrong = ([number, what]: readonly [number, string]) => (number > 0 ? [`${number} ${what}`] : []);
  const rows = count('SELECT count(*) AS n FROM call');
  return [
    ...found,
    ...wrong([
      count('SELECT count(*) AS n FROM body WHERE id NOT IN (SELECT id FROM call)'),
      'bodies belong to no call.',
    ]),
    ...wrong([
      count('SELECT count(*) AS n FROM call WHERE session NOT IN (SELECT id FROM name)'),
      'calls belong to no session.',
    ]),
    ...wrong([
      count('SELECT count(*) AS n FROM sighting WHERE call NOT IN (SELECT id FROM call)'),
      'sightings belong to no call.',
    ]),
    ...wordsOf(fullText, rows),
  ];
}

function wordsOf(fullText: FullText, rows: number): string[] {
  try {
    const indexed = fullText.check();
    return indexed === rows ? [] : [`The full-text index holds ${indexed} rows of ${rows}.`];
  } catch (error) {
    return [`The full-text index is damaged: ${error instanceof Error ? error.message : String(error)}.`];
  }
}
