import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logCleaner } from '#app/log-cleaner';
import { appendToLog, logBounds, logFolder } from '#app/log-files';
import { readLog } from '#app/log-reader';
import { loggedServers, removeLogs, sweepLogs } from '#app/log-sweep';
import { openRunLog, type RunLogOptions } from '#app/run-log';
import { runRedactor } from '#app/run-redactor';
import type { LogLine } from '#contract/logs';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const secret = 'zq8Lw2Rr-planted-Pp4Xk9';
const about = { plugin: 'claude-code:mcp/db@user', server: 'db' };

function opened(data: string, more: Partial<RunLogOptions> = {}) {
  const said: string[] = [];
  const redact = runRedactor({ env: { DB_TOKEN: secret, MODE: 'fast-and-loose' }, secrets: [] });
  const log = openRunLog({ data, ...about, run: 'r1', redact, refused: () => [], say: (s) => said.push(s), ...more });
  return { log, said };
}

function filesOf(data: string): string[] {
  const folder = logFolder(data, about.plugin, about.server);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .map((name) => join(folder, name));
}

function linesOf(data: string): LogLine[] {
  return filesOf(data)
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}

test('what a run notes and its server says is written for this user alone, with the attempts that were refused', async () => {
  const data = temporaryFolder();
  const { log, said } = opened(data, { refused: () => ['Network: x.example was refused.'] });
  log.note('agent', 'tools/list #1, 40 B');
  log.stderr(Buffer.from('listening\nhalf'));
  expect(await log.close()).toEqual(['listening', 'half']);
  expect(linesOf(data).map(({ from, text }) => `${from}: ${text}`)).toEqual([
    'agent: tools/list #1, 40 B',
    'stderr: listening',
    'stderr: half',
    'gatehouse: Network: x.example was refused.',
  ]);
  const [path = ''] = filesOf(data);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(statSync(join(data, 'logs')).mode & 0o777).toBe(0o700);
  expect(await loggedServers(data)).toEqual([about]);
  expect(said).toEqual([]);
});

test('a secret is taken out however its bytes come in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(80), { maxLength: 6 }), async (cuts) => {
      const data = temporaryFolder();
      const { log } = opened(data);
      const bytes = Buffer.from(`connecting with ${secret}\nand {"token":"${secret}"} again\n`);
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      for (const [index, end] of at.slice(1).entries()) log.stderr(bytes.subarray(at[index], end));
      log.note('agent', `tools/call ${secret} #1, 3 B`);
      const last = await log.close();
      expect(JSON.stringify([linesOf(data), last])).not.toContain('planted');
      expect(linesOf(data)[0]?.text).toMatch(/^connecting with ‹redacted /);
    }),
    { numRuns: 15 },
  );
});

test('a long line is cut, and no half of a secret stays at its end', () => {
  const clean = logCleaner(runRedactor({ env: { A_KEY: secret }, secrets: [] }));
  for (const before of [8_150, 8_180, 16_370]) {
    const whole = `${'\u00e9'.repeat(before / 2)}${secret}${'y'.repeat(50_000)}`;
    const text = Buffer.from(whole).toString('utf8', 0, 16_384);
    const cleaned = clean(text, Buffer.byteLength(whole));
    expect(cleaned).not.toContain('zq8L');
    expect(cleaned).toMatch(/… \(cut; \d+ bytes\)$/);
    expect(cleaned.length).toBeLessThan(8_300);
  }
});

test('a private key is taken out line by line', () => {
  const clean = logCleaner(runRedactor({ env: {}, secrets: [] }));
  const body = Array.from({ length: 20 }, (_, index) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj${index}`);
  const lines = ['loaded', '-----BEGIN PRIVATE KEY-----', ...body, 'QIDAQAB', '-----END PRIVATE KEY-----', 'ready'];
  const cleaned = lines.map((line) => clean(line));
  expect(cleaned.join('\n')).not.toMatch(/MIIE|QIDAQAB/);
  expect([cleaned[0], cleaned.at(-1)]).toEqual(['loaded', 'ready']);
});

test('a known value of several lines is taken out line by line', () => {
  const env = { CONFIG_SECRET: 'first-part-of-it\nsecond-part-of-it' };
  const clean = logCleaner(runRedactor({ env, secrets: [] }));
  expect([clean('x first-part-of-it'), clean('second-part-of-it y')].join()).not.toContain('part-of');
});

test('more than a log takes is left out, oldest first, and how much that was is told', async () => {
  const data = temporaryFolder();
  const { log } = opened(data);
  const line = `${'not much to say '.repeat(4)}\n`;
  const megabyte = Buffer.from(line.repeat(Math.ceil((1024 * 1024) / line.length)));
  for (let count = 0; count < 20; count += 1) log.stderr(megabyte);
  log.stderr(Buffer.from('the last words\n'));
  expect((await log.close()).at(-1)).toBe('the last words');
  const lines = linesOf(data);
  expect(lines[0]?.text).toMatch(/^\d+ lines \(\d+ bytes of stderr\) were left out here/);
  expect(lines.at(-1)?.text).toBe('the last words');
  expect(statSync(filesOf(data)[0] ?? '').size).toBeLessThan(1024 * 1024);
});

test('files are begun anew when they are full or a day old, and the oldest go', async () => {
  const data = temporaryFolder();
  const line = `${JSON.stringify({ at: 1, run: 'r', from: 'stderr', text: 'x'.repeat(100_000) })}\n`;
  const start = Date.now();
  for (let count = 0; count < 60; count += 1) await appendToLog({ data, ...about }, line, start);
  const sizes = filesOf(data).map((path) => statSync(path).size);
  expect(sizes.length).toBeGreaterThan(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(logBounds.file);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(logBounds.server);
  await appendToLog({ data, ...about }, line, start + logBounds.fileMs * 2);
  expect(filesOf(data).at(-1)).toContain(String(start + logBounds.fileMs * 2));
});

test('several runs write to one log at once, and each line stays whole', async () => {
  const data = temporaryFolder();
  const write = async (run: string) => {
    for (let count = 0; count < 40; count += 1) {
      const lines = Array.from({ length: 50 }, (_, index) =>
        JSON.stringify({ at: 1, run, from: 'stderr', text: `${run} ${count} ${index} ${'z'.repeat(200)}` }),
      );
      await appendToLog({ data, ...about }, `${lines.join('\n')}\n`, Date.now());
    }
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(write));
  const lines = linesOf(data);
  for (const run of ['a', 'b', 'c', 'd']) {
    const own = lines.filter((line) => line.run === run).map(({ text }) => text.split(' ').slice(1, 3).map(Number));
    expect(own).toHaveLength(2_000);
  }
});

test.runIf(existsSync('/dev/full'))('a full disk is told once, and what comes later is written', async () => {
  const data = temporaryFolder();
  const folder = logFolder(data, about.plugin, about.server);
  mkdirSync(folder, { recursive: true });
  symlinkSync('/dev/full', join(folder, `${Date.now()}.jsonl`));
  const { log, said } = opened(data);
  log.note('server', 'tools/list #1 ok, 40 B');
  await log.close();
  log.note('server', 'tools/list #2 ok, 40 B');
  await log.close();
  expect(said).toEqual([expect.stringMatching(/^Its log is not written; calls go on\. .*the disk is full/)]);
});

test('a folder that cannot be made is told in a sentence', async () => {
  const data = temporaryFolder();
  writeFileSync(join(data, 'logs'), 'a file');
  const { log, said } = opened(data);
  log.note('server', 'tools/list #1 ok, 40 B');
  await log.close();
  expect(said).toEqual([expect.stringMatching(/^Its log is not written; calls go on\. /)]);
});

test('a log is read from its newest line back and from any place on, for one run or for a text', async () => {
  const data = temporaryFolder();
  for (let count = 0; count < 25; count += 1) {
    const line = { at: count, run: count % 2 === 0 ? 'even' : 'odd', from: 'stderr', text: `Line ${count}` };
    // Two files, and a half line as a full disk leaves one.
    await appendToLog({ data, ...about }, `${JSON.stringify(line)}\n{"at":\n`, count < 10 ? 1_000 : 90_000_000);
  }
  const texts = (page: { lines: { text: string }[] }) => page.lines.map(({ text }) => text.replace('Line ', ''));
  const newest = await readLog(data, { ...about, limit: 12 });
  expect(texts(newest)).toEqual(Array.from({ length: 12 }, (_, index) => String(index + 13)));
  const older = await readLog(data, { ...about, limit: 12, before: newest.before ?? '' });
  expect(texts(older)).toEqual(Array.from({ length: 12 }, (_, index) => String(index + 1)));
  const oldest = await readLog(data, { ...about, limit: 12, before: older.before ?? '' });
  expect(texts(oldest)).toEqual(['0']);
  expect(oldest).not.toHaveProperty('before');
  expect(texts(await readLog(data, { ...about, limit: 100, run: 'odd' }))).toHaveLength(12);
  expect(texts(await readLog(data, { ...about, limit: 100, text: 'LINE 2' }))).toEqual([
    '2',
    '20',
    '21',
    '22',
    '23',
    '24',
  ]);
  const none = await readLog(data, { ...about, limit: 5, after: newest.after ?? '' });
  expect(none).toEqual({ lines: [], after: newest.after });
  await appendToLog(
    { data, ...about },
    `${JSON.stringify({ at: 1, run: 'r', from: 'agent', text: 'new' })}\n`,
    90_000_000,
  );
  expect(texts(await readLog(data, { ...about, limit: 5, after: newest.after ?? '' }))).toEqual(['new']);
  const seen: string[] = [];
  for (let after = '0:0'; ; ) {
    const page = await readLog(data, { ...about, limit: 4, after });
    if (page.lines.length === 0) break;
    seen.push(...texts(page));
    after = page.after ?? '';
  }
  expect(seen).toEqual([...Array.from({ length: 25 }, (_, index) => String(index)), 'new']);
  expect(await readLog(data, { plugin: 'none', server: 'x', limit: 5 })).toEqual({ lines: [] });
});

test('old logs go, and those of a plugin when it is forgotten', async () => {
  const data = temporaryFolder();
  const now = Date.now();
  const line = `${JSON.stringify({ at: 1, run: 'r', from: 'agent', text: 'x' })}\n`;
  await appendToLog({ data, ...about }, line, now - 86_400_000 * 3);
  utimesSync(filesOf(data)[0] ?? '', now / 1_000, now / 1_000 - 86_400 * 3);
  await appendToLog({ data, ...about }, line, now);
  await appendToLog({ data, plugin: 'codex:mcp/x@user', server: 'x' }, line, now);
  await sweepLogs(data, null, now);
  expect(filesOf(data)).toHaveLength(2);
  await sweepLogs(data, 2, now);
  expect(filesOf(data)).toHaveLength(1);
  await removeLogs(data, 'codex:mcp/x@user');
  expect(await loggedServers(data)).toEqual([about]);
  await sweepLogs(data, null, now + 86_400_000 * 15);
  expect(readdirSync(join(data, 'logs'))).toEqual([]);
});
