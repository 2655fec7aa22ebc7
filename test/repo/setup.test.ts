import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFingerprint } from '#scripts/build/source-fingerprint.ts';
import { missingDependencies } from '#scripts/setup/missing-dependencies.mjs';
import { projectRoot } from '#scripts/setup/project-root.mjs';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const here = { version: '1.0.0' };
const elsewhere = { version: '1.0.0', optional: true };

function installed(wanted: Record<string, object>, found: Record<string, object>): string | undefined {
  const root = temporaryFolder();
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: found }));
  return missingDependencies(root);
}

describe('what is installed', () => {
  it('is nothing on a fresh clone', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: {} }));
    expect(missingDependencies(root)).toBe('nothing is installed yet');
  });

  it.each<[string, Record<string, object>, Record<string, object>, RegExp | undefined]>([
    ['is enough when all of the lockfile is there', { a: here }, { a: here }, undefined],
    ['is enough without the packages of other systems', { a: here, b: elsewhere }, { a: here }, undefined],
    ['is stale when one is missing', { a: here, b: here }, { a: here }, /^b is not/],
    ['is stale when the lockfile asks for another version', { a: { version: '2.0.0' } }, { a: here }, /^a is not/],
    ['is stale when one is no longer asked for', { a: here }, { a: here, b: here }, /^b is no longer/],
    [
      'is stale when a system package changed',
      { a: { ...elsewhere, version: '2.0.0' } },
      { a: here },
      /^a is no longer/,
    ],
  ])('%s', (_sentence, wanted, found, why) => {
    if (why === undefined) expect(installed(wanted, found)).toBeUndefined();
    else expect(installed(wanted, found)).toMatch(why);
  });
});

describe('the fingerprint of the sources', () => {
  it('changes with every file that is changed, added, renamed or removed', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'electron/app'), { recursive: true });
    const file = join(root, 'electron/app/app.ts');
    const seen = [sourceFingerprint(root)];
    writeFileSync(file, 'one');
    seen.push(sourceFingerprint(root));
    writeFileSync(file, 'two');
    seen.push(sourceFingerprint(root));
    writeFileSync(join(root, 'electron/app/run.ts'), '');
    seen.push(sourceFingerprint(root));
    expect(new Set(seen).size).toBe(4);
    rmSync(join(root, 'electron/app/run.ts'));
    expect(sourceFingerprint(root)).toBe(seen[2]);
  });
});

describe('a test that writes to the console', () => {
  it('fails, and one that does not passes', () => {
    const root = temporaryFolder();
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'junction');
    const setup = join(projectRoot, 'test/helpers/fail-on-console.ts');
    writeFileSync(
      join(root, 'vitest.config.mjs'),
      `export default { test: { setupFiles: [${JSON.stringify(setup)}] } };`,
    );
    const tests =
      "import { it } from 'vitest'; it('loud', () => console.error('planted')); it('quiet', () => undefined);";
    writeFileSync(join(root, 'planted.test.mjs'), tests);
    const vitest = join(projectRoot, 'node_modules/vitest/vitest.mjs');
    const file = join(root, 'report.json');
    spawnSync(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile.json=${file}`], { cwd: root });
    const text = readFileSync(file, 'utf8');
    const report = JSON.parse(text);
    expect({ passed: report.numPassedTests, failed: report.numFailedTests }).toEqual({ passed: 1, failed: 1 });
    expect(text).toContain('console.error: planted');
  });
});
