/**
 * Writes docs/contract.md and the contract's fingerprint from the tables; with `--check` it writes nothing and exits 1
 * when either is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from '#contract/events';
import { methods } from '#contract/methods';
import { contractDoc, contractFingerprint, fingerprintModule } from './contract-doc.ts';

const root = join(import.meta.dirname, '..');
const files = {
  'docs/contract.md': contractDoc(methods, events),
  'electron/contract/contract-version.ts': fingerprintModule(contractFingerprint(methods, events)),
};

let stale = 0;
for (const [file, text] of Object.entries(files)) {
  const path = join(root, file);
  if (readOrEmpty(path) === text) continue;
  if (process.argv.includes('--check')) {
    stale += 1;
    console.error(`${file} is out of date. Run: node scripts/write-contract-doc.ts`);
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${file}`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
