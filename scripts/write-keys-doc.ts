/** Writes docs/keys.md from the table of keys; with `--check` it writes nothing and exits 1 when out of date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyGroups } from '#renderer/lib/keys.ts';
import { keysDoc } from './docs/keys-doc.ts';
import { projectRoot } from './setup/project-root.mjs';

const file = join(projectRoot, 'docs/keys.md');
const text = keysDoc(keyGroups);
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log('wrote docs/keys.md');
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error('docs/keys.md is out of date. Run: node scripts/write-keys-doc.ts');
  process.exitCode = 1;
}
