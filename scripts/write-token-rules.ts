/**
 * Writes electron/history/secretlint-rules.ts from the installed rule set. To update the rules:
 *
 *     npm install --save-exact -D @secretlint/secretlint-rule-preset-recommend@latest && node scripts/write-token-rules.ts
 *
 * With `--check` it writes nothing and exits 1 when the file is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './setup/project-root.mjs';
import { rulesModule } from './tokens/rules-module.ts';
import { secretlintPatterns } from './tokens/secretlint-patterns.ts';

const file = join(projectRoot, 'electron/history/secretlint-rules.ts');
const text = rulesModule(secretlintPatterns(projectRoot));
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log('wrote electron/history/secretlint-rules.ts');
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('electron/history/secretlint-rules.ts is out of date. Run: node scripts/write-token-rules.ts');
  process.exitCode = 1;
}
