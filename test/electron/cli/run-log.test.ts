import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listEnded } from '#app/ended-runs';
import { logFolder } from '#app/log-files';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { echoHome } from '#test/helpers/echo-home';
import { eventually } from '#test/helpers/eventually';
import { startGatehouse } from '#test/helpers/gatehouse-process';
import { clientInfo } from '#test/helpers/mcp-process';
import { notRun } from '#test/helpers/not-run-list';
import { runGatehouse } from '#test/helpers/run-gatehouse';

const lacking = await createSandbox(sandboxHost('/none', '/none/data')).lacking();
if (lacking !== undefined) notRun('the log of gatehouse run', `${lacking.reason} ${lacking.remedy}`);

describe.runIf(lacking === undefined)('the log of gatehouse run', () => {
  test('holds stderr, a line for each message and the end, and never what messages carry', async () => {
    const secret = 'zq8Lw2Rr-planted-Pp4Xk9';
    const at = echoHome({ env: { DB_TOKEN: secret } });
    const server = at.start();
    await server.request('initialize', clientInfo);
    await server.request('tools/list');
    expect(await server.call('echo', { message: 'a private matter' })).toBe('a private matter');
    const parts = ['starting with ', secret.slice(0, 9), secret.slice(9), '\nready\n'];
    expect(await server.call('log', { parts })).toBe('logged');
    expect(await server.call('no_such_tool')).toMatch(/denied/);
    await eventually(() => expect(at.log().lines.map(({ text }) => text)).toContain('ready'));
    expect(await server.end()).toBe(0);
    const { lines } = at.log();
    expect(lines[0]?.text).toMatch(/^Started in a cage as process \d+ for claude-code in /);
    expect(lines.map(({ from, text }) => `${from}: ${text}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^agent: tools\/call echo #\d+, \d+ B$/),
        expect.stringMatching(/^server: tools\/call echo #\d+ ok, \d+ B, [\d.]+ ms$/),
        'stderr: ready',
        'gatehouse: The agent ended the session.',
      ]),
    );
    expect(lines.at(-1)?.text).toMatch(/^The server ended \(/);
    const all = JSON.stringify(lines);
    expect(all).not.toMatch(/planted|private matter/);
    expect(all).toContain('starting with ‹redacted secret DB_TOKEN');
    expect(listEnded(at.data, Date.now())).toEqual([]);
    const place = ['--data', at.data];
    const printed = await runGatehouse(['logs', at.id, ...place]);
    expect(printed.stdout).toMatch(/stderr {5}ready\n/);
    const found = await runGatehouse([
      'logs',
      at.id,
      'call echo',
      '--server',
      'echo',
      '--since',
      '1h',
      '--json',
      ...place,
    ]);
    expect((JSON.parse(found.stdout) as { lines: unknown[] }).lines).toHaveLength(2);
    expect(await runGatehouse(['logs', 'codex:mcp/x@user', ...place])).toMatchObject({ code: 1, stdout: '' });
    expect(await runGatehouse(['logs', at.id, '--since', 'soon', ...place])).toMatchObject({ code: 2 });
    const query = `plugin:"${at.id}"`;
    await runGatehouse(['history', 'forget', query, '--yes', '--home', at.home, ...place]);
    expect(existsSync(logFolder(at.data, at.id, 'echo'))).toBe(false);
  });

  test('a server that ends by itself is told with its exit code and its last words, until dismissed', async () => {
    const words = "console.error('cannot open the database'); process.stderr.write('giving up'); process.exitCode = 7";
    const at = echoHome({ args: ['-e', words] });
    await expect(at.start().request('initialize', clientInfo)).rejects.toThrow(/It ended \(7\)/);
    expect(listEnded(at.data, Date.now())).toMatchObject([
      { plugin: at.id, code: 7, lastLines: ['cannot open the database', 'giving up'] },
    ]);
    expect(listEnded(at.data, Date.now() + 86_400_001)).toEqual([]);
    expect(readdirSync(join(at.data, 'ended'))).toEqual([]);
  });

  test('a server that is started again within its session goes on in the same log', async () => {
    const at = echoHome();
    const server = at.start();
    await server.request('initialize', clientInfo);
    await server.call('log', { parts: ['half a line'] });
    await server.call('die');
    await eventually(async () => expect(await server.call('echo', { message: 'again' })).toBe('again'));
    expect(await server.end()).toBe(0);
    const texts = at.log().lines.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining(['half a line', 'The server ended (exit code 7). It is started again.']),
    );
    expect(texts.filter((text) => text.startsWith('Started in a cage'))).toHaveLength(2);
    expect(new Set(at.log().lines.map(({ run }) => run)).size).toBe(1);
  });

  test('a log is followed until nobody reads on', async () => {
    const at = echoHome();
    const server = at.start();
    await server.request('initialize', clientInfo);
    await eventually(() => expect(at.log().lines.length).toBeGreaterThan(1));
    const follower = startGatehouse(['logs', at.id, '--follow', '--json', '--data', at.data]);
    await eventually(() => expect(follower.lines()[0]).toMatch(/Started in a cage/));
    await server.call('log', { parts: ['one more\n'] });
    const heard = (text: string) => follower.lines().filter((line) => line.includes(`"text":"${text}`));
    await eventually(() =>
      expect([heard('one more"'), heard('tools/call log')].map((each) => each.length)).toEqual([1, 2]),
    );
    follower.leave();
    await eventually(async () => {
      await server.call('log', { parts: ['nobody reads this\n'] });
      expect(follower.exitCode()).toBe(0);
    });
    await server.end();
  });

  test('a server that cannot be started is told too', async () => {
    const at = echoHome({ command: '/no/such/program' });
    expect(await at.start().end()).toBe(1);
    const [ended] = listEnded(at.data, Date.now());
    expect(ended).toMatchObject({ server: 'echo', lastLines: [], why: expect.stringContaining('/no/such/program') });
    expect(ended).not.toHaveProperty('began');
    expect(at.log().lines[0]?.text).toMatch(/^It was not started: /);
  });

  test('a hundred megabytes of stderr are bounded in memory and on disk, and calls go on', async () => {
    const at = echoHome();
    const server = at.start({ isLoud: true });
    await server.request('initialize', clientInfo);
    const flood = server.call('flood', { megabytes: 100 });
    const during = server.call('echo', { message: 'meanwhile' });
    expect(await flood).toBe('flooded');
    expect(await during).toBe('meanwhile');
    if (process.platform === 'linux') {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'latin1'))?.[1];
      expect(Number(peak)).toBeLessThan(400 * 1024);
    }
    expect(await server.end()).toBe(0);
    const { lines, size } = at.log();
    expect(size).toBeLessThan(5 * 1024 * 1024);
    expect(lines.some(({ text }) => /lines .* were left out here/.test(text))).toBe(true);
  });

  test.runIf(existsSync('/dev/full'))('a log that cannot be written stops no call', async () => {
    const at = echoHome();
    const folder = logFolder(at.data, at.id, 'echo');
    mkdirSync(folder, { recursive: true });
    symlinkSync('/dev/full', join(folder, `${Date.now()}.jsonl`));
    const server = at.start();
    await server.request('initialize', clientInfo);
    await eventually(() => expect(server.stderr()).toMatch(/Its log is not written; calls go on\. .*disk is full/));
    expect(await server.call('echo', { message: 'one' })).toBe('one');
    expect(await server.end()).toBe(0);
    expect(server.stderr().match(/log is not written/g)).toHaveLength(1);
  });

  test('two runs at once write to one log', async () => {
    const at = echoHome();
    writeFileSync(join(at.home, 'marker'), '');
    const [one, two] = [at.start(), at.start()];
    await Promise.all([one, two].map((each) => each.request('initialize', clientInfo)));
    for (let count = 0; count < 20; count += 1) {
      await Promise.all([one, two].map((each) => each.call('log', { parts: [`line ${count}\n`] })));
    }
    await Promise.all([one.end(), two.end()]);
    const { lines } = at.log();
    const runs = new Set(lines.map(({ run }) => run));
    expect(runs.size).toBe(2);
    for (const run of runs) {
      const own = lines.filter((line) => line.run === run && line.from === 'stderr').map(({ text }) => text);
      expect(own).toEqual(Array.from({ length: 20 }, (_, count) => `line ${count}`));
    }
  });
});
