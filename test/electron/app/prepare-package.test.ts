import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { planPrepare, prepare } from '#app/prepare-package';
import { isUntouched, listPrepared, withPrepared } from '#app/prepared-files';
import type { ServerDefinition } from '#contract/server-definition';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { clientInfo, startGatehouseRun } from '#test/helpers/mcp-process';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const lacking = await createSandbox(sandboxHost('/none', '/none/data')).lacking();
if (lacking !== undefined) notRun('a prepared package in its cage', `${lacking.reason} ${lacking.remedy}`);
const hasNpm = spawnSync('npm', ['--version']).status === 0;
if (!hasNpm) notRun('preparing packages', 'npm is not on PATH. Install Node with npm.');

/** A registry of this machine with the echo server as a package, whose install script would leave a mark. */
async function registry(folder: string): Promise<string> {
  const source = join(folder, 'package');
  mkdirSync(source, { recursive: true });
  cpSync(join(import.meta.dirname, '../../fixtures/mcp/echo-program.ts'), join(source, 'main.ts'));
  // Node strips no types below node_modules.
  writeFileSync(join(source, 'main.mjs'), plain(readFileSync(join(source, 'main.ts'), 'utf8')));
  const manifest = {
    ...{ name: '@kit/echo', version: '1.2.0', type: 'module', bin: { echo: 'main.mjs' } },
    scripts: { postinstall: `touch ${join(folder, 'script-ran')}` },
  };
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  execFileSync('tar', ['czf', join(folder, 'echo.tgz'), '-C', folder, 'package']);
  const tarball = readFileSync(join(folder, 'echo.tgz'));
  const server = createServer((asked, answer) => {
    if (asked.url?.endsWith('.tgz') === true) return void answer.end(tarball);
    if (decodeURIComponent(asked.url ?? '') !== '/@kit/echo') return void answer.writeHead(404).end('{}');
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { tarball: `http://${asked.headers.host}/echo.tgz`, integrity };
    const document = {
      name: '@kit/echo',
      'dist-tags': { latest: '1.2.0' },
      versions: { '1.2.0': { ...manifest, dist } },
    };
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function plain(typescript: string): string {
  const { stripTypeScriptTypes } = process.getBuiltinModule('node:module');
  return stripTypeScriptTypes(typescript);
}

async function place() {
  const home = temporaryFolder();
  const data = join(home, 'gatehouse');
  const url = await registry(join(home, 'registry'));
  const env = { PATH: process.env['PATH'], HOME: home, npm_config_registry: url, NODE_OPTIONS: '--require /none.js' };
  const options = { data, env, now: () => new Date(0) };
  const definition: ServerDefinition = {
    ...{
      plugin: 'claude-code:mcp/echo@user',
      server: 'echo',
      agent: 'claude-code',
      transport: 'stdio',
      command: 'npx',
    },
    ...{ args: ['-y', '@kit/echo@latest', '--flag'], env: {}, passEnv: [], file: '/x', expands: true, variables: {} },
  };
  return { home, data, options, definition };
}

test.runIf(hasNpm)('a package is downloaded once, without its scripts, and pinned', async () => {
  const { home, data, options, definition } = await place();
  expect(() => withPrepared(data, definition, [])).toThrow(/Prepare it once: gatehouse prepare/);
  expect(withPrepared(data, definition, ['registry.npmjs.org'])).toBe(definition);
  const plan = await planPrepare(definition, options);
  expect(plan).toMatchObject({ name: '@kit/echo', version: '1.2.0', spec: '@kit/echo@latest' });
  expect(existsSync(join(data, 'prepared'))).toBe(false);
  const prepared = await prepare(plan, options);
  expect(existsSync(join(home, 'registry', 'script-ran'))).toBe(false);
  expect(withPrepared(data, definition, [])).toMatchObject({
    ...{ command: 'node', args: [prepared.entry, '--flag'], root: prepared.folder },
  });
  // Another range is another package, which nobody said yes to.
  const other = { ...definition, args: ['-y', '@kit/echo@2'] };
  expect(() => withPrepared(data, other, [])).toThrow(/Prepare it once/);
  expect(isUntouched(prepared)).toBe(true);
  appendFileSync(prepared.entry, '// changed');
  expect(isUntouched(prepared)).toBe(false);
  expect(() => withPrepared(data, definition, [])).toThrow(/not as it was downloaded.*Prepare it again/);
  // The same again takes no file of the changed one.
  const again = await prepare(plan, options);
  expect(isUntouched(again)).toBe(true);
  const later = new Date(Date.now() + 60_000);
  utimesSync(again.entry, later, later);
  expect(withPrepared(data, definition, [])).toMatchObject({ root: again.folder });
  expect(listPrepared(data)).toMatchObject({ prepared: [{ name: '@kit/echo' }], unreadable: [] });
});

test.runIf(hasNpm)('what cannot be prepared says so, and nothing is left behind', async () => {
  const { data, options, definition } = await place();
  const plan = (args: string[], command = 'npx') => planPrepare({ ...definition, command, args }, options);
  await expect(plan([], 'node')).rejects.toThrow(/downloads nothing/);
  await expect(plan(['-y', 'github:a/b'])).rejects.toThrow(/no plain package/);
  await expect(plan(['x'], 'uvx')).rejects.toThrow(/Python/);
  await expect(plan(['-y', '@kit/missing'])).rejects.toThrow(/npm could not do it/);
  const good = await plan(['-y', '-p', '@kit/echo', 'no-such-program']);
  await expect(prepare(good, options)).rejects.toThrow(/no program to start \(it has echo\)/);
  expect(readdirSync(join(data, 'prepared', 'npm'))).toEqual([]);
});

test.runIf(hasNpm && lacking === undefined)('a prepared server runs in its cage without network', async () => {
  const { home, data, options, definition } = await place();
  const echo = { command: 'npx', args: definition.args };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
  mkdirSync(join(home, 'project'));
  const start = () =>
    startGatehouseRun([definition.plugin, '--home', home, '--data', data], { cwd: join(home, 'project') });
  await expect(start().request('initialize', clientInfo)).rejects.toThrow(/Prepare it once/);
  const prepared = await prepare(await planPrepare(definition, options), options);
  const server = start();
  expect(await server.request('initialize', clientInfo)).toMatchObject({ result: { serverInfo: { name: 'echo' } } });
  expect(await server.call('echo', { message: 'from the store' })).toBe('from the store');
  const written = await server.call('write_file', { path: join(prepared.folder, 'x'), content: '' });
  expect(written).toMatch(/^error: .*EROFS/);
  expect(await server.call('read_file', { path: join(data, 'policy.json') })).toMatch(/^error: .*ENOENT/);
  expect(await server.end()).toBe(0);
});
