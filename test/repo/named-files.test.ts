import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const documents = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CONTRIBUTING.md'].concat(
  globSync('docs/decisions/*.md', { cwd: root }),
);
const sources = globSync(['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'scripts/**/*.{ts,mjs}', '*.ts'], {
  cwd: root,
});
const names = new Set(sources.map((file) => basename(file)));

/** `electron/app/app.ts` must be there; a bare `app.ts` must be the name of some source file. */
function isThere(named: string): boolean {
  return named.includes('/') ? existsSync(join(root, named)) : names.has(named);
}

test('every source file that the documents name is there', () => {
  const gone = documents.flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|tsx|mjs))`/g)].map((match) => match[1] ?? '');
    return named.filter((file) => !isThere(file)).map((file) => `${document}: ${file}`);
  });
  expect(gone).toEqual([]);
});

test('a file that was renamed away would be noticed', () => {
  expect(isThere('electron/app/app.ts')).toBe(true);
  expect(isThere('electron/app/application.ts')).toBe(false);
  expect(isThere('application.ts')).toBe(false);
});
