import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstPolicy } from '#contract/compiled-policy';
import type { Rule } from '#contract/policy';
import { askSuite, buildExampleServer, type SuiteResult } from './conformance-suite.ts';

/** The official conformance suite says of its own example server the same with and without Gatehouse before it. */
const home = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-conformance-home-')));
const project = join(home, 'project');
const data = join(home, 'gatehouse');
const gatehouse = join(import.meta.dirname, '..', '..', 'out', 'cli', 'gatehouse.js');
const id = 'claude-code:mcp/everything@user';
const place = ['--home', home, '--data', data];
let server: string;

beforeAll(async () => {
  for (const folder of [project, data, join(home, '.claude')]) mkdirSync(folder, { recursive: true });
  server = await buildExampleServer(join(home, 'servers'));
  const everything = { command: process.execPath, args: [server] };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { everything } }));
  execFileSync(process.execPath, [gatehouse, 'guard', id, ...place, '--yes', '--json'], { stdio: 'ignore' });
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

const revision = '2025-11-25';
const run = [gatehouse, 'run', id, '--server', 'everything', ...place];
let direct: { result: SuiteResult };

test('the conformance suite says the same of its own server, directly and through gatehouse run', async () => {
  direct = await askSuite(revision, process.execPath, [server], project);
  const through = await askSuite(revision, process.execPath, run, project);
  console.log(`Conformance ${revision}, directly: ${inWords(direct.result)}`);
  console.log(`Conformance ${revision}, through gatehouse run: ${inWords(through.result)}`);
  expect(Object.keys(direct.result).length).toBeGreaterThanOrEqual(28);
  expect(through.result, through.said).toEqual(direct.result);
  // Nothing of it is left.
  expect(readdirSync(join(data, 'runs'))).toEqual([]);
  const stats = execFileSync(process.execPath, [gatehouse, 'history', 'stats', ...place, '--json'], {
    encoding: 'utf8',
  });
  expect((JSON.parse(stats) as { total: number }).total).toBeGreaterThanOrEqual(10);
});

test('a call that Gatehouse denies is seen by the suite, and nothing else is', async () => {
  const rules: Rule[] = [{ id: 'no-text', effect: 'deny', tool: 'test_simple_text' }];
  writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules }));
  const denied = await askSuite(revision, process.execPath, run, project);
  const differing = Object.keys(direct.result).filter(
    (scenario) => JSON.stringify(denied.result[scenario]) !== JSON.stringify(direct.result[scenario]),
  );
  expect(differing).toEqual(['tools-call-simple-text']);
});

function inWords(result: SuiteResult): string {
  const checks = Object.values(result).flat();
  const byStatus = Object.entries(Object.groupBy(checks, ({ status }) => status));
  const counted = byStatus.map(([status, those]) => `${those?.length ?? 0} ${status}`).toSorted();
  return `${Object.keys(result).length} scenarios, ${checks.length} checks (${counted.join(', ')})`;
}
