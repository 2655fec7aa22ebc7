import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '#app/runs';
import { firstPolicy } from '#contract/compiled-policy';
import type { SpoolLine } from '#contract/spool';
import { eventually } from '#test/helpers/eventually';
import { event, httpMcpServer, json, stream } from '#test/helpers/http-mcp-server';
import { clientInfo, startGatehouseRun, startMcpProcess } from '#test/helpers/mcp-process';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { selfSignedCertificate } from '#test/helpers/self-signed-certificate';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const id = 'claude-code:mcp/far@user';

/** A home whose agent has a server behind a URL. */
function place(far: Record<string, unknown>) {
  const home = temporaryFolder();
  const data = join(home, 'gatehouse');
  const project = join(home, 'project');
  for (const folder of [project, data, join(home, '.claude')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { far: { type: 'http', ...far } } }));
  const spool = join(data, 'spool');
  const text = (): string =>
    (existsSync(spool) ? readdirSync(spool) : []).map((name) => readFileSync(join(spool, name), 'utf8')).join('');
  return {
    ...{ home, data, text },
    spooled: () =>
      text()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as SpoolLine),
    deny: (tool: string) => {
      const rules = [{ id: 'r0', effect: 'deny', tool, reason: 'Not today.' }] as const;
      writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules: [...rules] }));
    },
    start: (env: Record<string, string> = {}) =>
      startGatehouseRun([id, '--home', home, '--data', data], { cwd: project, env }),
  };
}

test('a server behind a URL is a server for its agent: every call is decided and recorded, and nobody else is contacted', async () => {
  const far = await httpMcpServer();
  const at = place({ url: far.url, headers: { Authorization: 'Bearer ${FAR_TOKEN}' } });
  at.deny('wait');
  const server = at.start({ FAR_TOKEN: 'far-token-4711-0815' });
  expect(await server.request('initialize', clientInfo)).toMatchObject({ result: { serverInfo: { name: 'remote' } } });
  server.notify('notifications/initialized');
  expect(await server.request('tools/list')).toMatchObject({ result: { tools: expect.any(Array) } });
  expect(await server.call('echo', { it: 'far-token-4711-0815' })).toContain('far-token-4711-0815');
  expect(await server.call('wait')).toMatch(/^error: Gatehouse denied this call: Your rule r0 denies it. Not today./);
  expect(await server.call('none')).toMatch(/^error: Gatehouse denied this call: .*does not list/);
  const host = new URL(far.url).host;
  expect(listRuns(at.data)).toMatchObject([{ plugin: id, caged: false, host, isOrphan: false }]);
  expect(await server.end()).toBe(0);
  expect(server.stderr()).toBe('');
  expect(listRuns(at.data)).toEqual([]);
  expect(far.posted('tools/call')).toHaveLength(1);
  expect(far.seen.every(({ headers }) => headers.authorization === 'Bearer far-token-4711-0815')).toBe(true);
  expect(far.seen.at(-1)?.method).toBe('DELETE');
  const lines = at.spooled();
  expect(lines[0]).toMatchObject({ kind: 'run', plugin: id, agentVersion: '2.1.330', caged: false, host });
  expect(lines.flatMap((line) => (line.kind === 'end' ? [line.outcome] : []))).toEqual(['ok', 'denied', 'denied']);
  // What was sent to the server may come back; it is taken out of what is kept.
  expect(at.text()).not.toContain('far-token-4711');
  const stats = await runGatehouse(['history', 'stats', '--home', at.home, '--data', at.data, '--json']);
  expect(JSON.parse(stats.stdout)).toMatchObject({ total: 3, byOutcome: { ok: 1, denied: 2 } });
});

test('a tool that changes is held, and a call that fails is recorded with the reason', async () => {
  let description = 'as before';
  const far = await httpMcpServer({
    answer: ({ message, response }) => {
      if (message['method'] === 'tools/list') {
        const inputSchema = { type: 'object' };
        const tools = [
          { name: 'echo', description, inputSchema },
          { name: 'gone', inputSchema },
        ];
        event(stream(response), { id: message['id'], result: { tools } });
        response.end();
        return true;
      }
      if ((message['params'] as { name?: string } | undefined)?.name !== 'gone') return false;
      response.writeHead(503).end();
      return true;
    },
  });
  const at = place({ url: far.url });
  const server = at.start();
  await server.request('initialize', clientInfo);
  server.notify('notifications/initialized');
  await server.request('tools/list');
  expect(await server.call('gone')).toMatch(/protocol error: The server "far" at .* HTTP status 503/);
  description = 'changed';
  await server.request('tools/list');
  expect(await server.call('echo')).toMatch(/is new or changed/);
  await server.end();
  expect(at.spooled().at(-3)).toMatchObject({ kind: 'end', outcome: 'error', result: expect.stringContaining('503') });
});

test('calls that are under way when the agent ends are recorded as cancelled', async () => {
  const far = await httpMcpServer();
  const at = place({ url: far.url });
  const server = at.start();
  await server.request('initialize', clientInfo);
  const waiting = server.call('wait').catch((error: unknown) => String(error));
  await eventually(() => expect(far.posted('tools/call')).toHaveLength(1));
  server.child.kill('SIGTERM');
  expect(await waiting).toMatch(/It ended/);
  expect(at.spooled().at(-1)).toMatchObject({ kind: 'end', outcome: 'cancelled' });
  expect(far.seen.at(-1)?.method).toBe('DELETE');
});

test('a certificate nobody vouches for is refused whatever the environment says; one the system trusts is not', async () => {
  const secure = selfSignedCertificate();
  const far = await httpMcpServer({ secure });
  const at = place({ url: far.url });
  const server = at.start({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(await server.request('initialize', clientInfo)).toMatchObject({
    error: { message: expect.stringContaining('could not prove who it is (DEPTH_ZERO_SELF_SIGNED_CERT)') },
  });
  expect(far.seen).toEqual([]);
  if (process.platform !== 'linux') return;
  const file = join(at.home, 'authority.pem');
  writeFileSync(file, secure.cert);
  const trusted = at.start({ SSL_CERT_FILE: file });
  expect(await trusted.request('initialize', clientInfo)).toMatchObject({ result: { serverInfo: { name: 'remote' } } });
});

test('a proxy of the environment is used, and only for what it is there for', async () => {
  const proxied: string[] = [];
  const proxy = await httpMcpServer({
    answer: ({ path, message, response }) => {
      proxied.push(path);
      json(response, { id: message['id'], result: { protocolVersion: '2025-11-25' } });
      return true;
    },
  });
  const at = place({ url: 'http://far.example/mcp' });
  const server = at.start({ HTTP_PROXY: new URL(proxy.url).origin, NO_PROXY: '' });
  expect(await server.request('initialize', clientInfo)).toMatchObject({ result: {} });
  expect(proxied).toEqual(['http://far.example/mcp']);
  expect(server.stderr()).toContain('reached without encryption');
});

test('what a guarded entry starts is the server, with what the agent hands on', async () => {
  const far = await httpMcpServer();
  const at = place({ url: far.url, headers: { Authorization: 'Bearer ${FAR_TOKEN}' } });
  const places = ['--home', at.home, '--data', at.data];
  expect(await runGatehouse(['guard', id, '--yes', ...places])).toMatchObject({ code: 0 });
  const { mcpServers } = JSON.parse(readFileSync(join(at.home, '.claude.json'), 'utf8')) as {
    mcpServers: { far: { type: string; command: string; args: string[] } };
  };
  const { type, command, args } = mcpServers.far;
  expect(type).toBe('stdio');
  const server = startMcpProcess(command, args, { cwd: at.home, env: { FAR_TOKEN: 'of the agent' } });
  expect(await server.request('initialize', clientInfo)).toMatchObject({ result: { serverInfo: { name: 'remote' } } });
  expect(await server.call('echo', { a: 1 })).toBe('{"a":1}');
  expect(await server.end()).toBe(0);
  expect(far.seen[0]?.headers.authorization).toBe('Bearer of the agent');
  expect(await runGatehouse(['unguard', id, '--yes', ...places])).toMatchObject({ code: 0 });
  expect(readFileSync(join(at.home, '.claude.json'), 'utf8')).toContain(far.url);
});
