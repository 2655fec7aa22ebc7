/** Writes docs/problems.md from the table of codes; with `--check` it writes nothing and exits 1 when out of date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemCodes } from '#contract/problem-codes';
import { problemsDoc } from './docs/problems-doc.ts';
import { projectRoot } from './setup/project-root.mjs';

const file = join(projectRoot, 'docs/problems.md');
const text = problemsDoc(problemCodes);
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log('wrote docs/problems.md');
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error('docs/problems.md is out of date. Run: node scripts/write-problems-doc.ts');
  process.exitCode = 1;
}
