import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createAttempts } from '#sandbox/attempts';
import { addressJudge, readHostRule } from '#sandbox/host-rules';
import { startProxy } from '#sandbox/proxy';

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

interface Tried {
  /** All that the proxy answered to these bytes. */
  ask(bytes: string): Promise<string>;
  refused(): string[];
  close(): Promise<void>;
}

async function proxyFor(hosts: string[], names: Record<string, string[]> = {}): Promise<Tried> {
  const attempts = createAttempts();
  const proxy = await startProxy({
    at: 0,
    rules: hosts.flatMap((host) => readHostRule(host) ?? []),
    mayReach: addressJudge([]),
    refused: attempts.add,
    resolve: (host) => Promise.resolve(names[host] ?? []),
  });
  onTestFinished(proxy.close);
  return {
    refused: attempts.all,
    close: proxy.close,
    ask: (bytes) =>
      new Promise((resolve, reject) => {
        const socket = connect(proxy.port ?? 0, '127.0.0.1', () => socket.write(bytes));
        let heard = '';
        socket.on('data', (chunk) => {
          heard += chunk.toString('latin1');
        });
        socket.on('close', () => resolve(heard));
        socket.on('error', reject);
      }),
  };
}

const echo = (): Promise<number> =>
  portOf(
    createServer((asked, answer) => {
      const { host, cookie } = asked.headers;
      const others = Object.keys(asked.headers).filter((name) => name.startsWith('proxy-'));
      answer.end(`${asked.method} ${asked.url} host=${host} cookie=${cookie} ${others.join()}`);
    }),
  );

test('tunnels bytes both ways to a granted host', async () => {
  const port = await portOf(createTcpServer((socket) => socket.once('data', (bytes) => socket.end(`got ${bytes}`))));
  const { ask } = await proxyFor([`127.0.0.1:${port}`]);
  const answer = await ask(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\nhello`);
  expect(answer).toBe('HTTP/1.1 200 Connection Established\r\n\r\ngot hello');
});

test('passes a plain request on under the name it was asked for, whatever its Host says', async () => {
  const port = await echo();
  const { ask } = await proxyFor([`127.0.0.1:${port}`]);
  const answer = await ask(
    `GET http://127.0.0.1:${port}/a?b HTTP/1.1\r\nHost: other.example\r\nCookie: c\r\nProxy-Authorization: p\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toContain(`GET /a?b host=127.0.0.1:${port} cookie=c `);
  expect(answer).not.toContain('proxy-authorization');
});

test.each([
  ['CONNECT other.example:443 HTTP/1.1\r\nHost: api.example\r\n\r\n', 'other.example:443 is not among'],
  ['CONNECT api.example:22 HTTP/1.1\r\nHost: api.example\r\n\r\n', 'api.example:22 is not among'],
  ['CONNECT api.example.evil:443 HTTP/1.1\r\nHost: x\r\n\r\n', 'api.example.evil:443 is not among'],
  ['GET http://api.example@other.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'other.example:80 is not'],
  ['CONNECT api.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 'api.example:443 leads to a private address'],
  ['CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n', '169.254.169.254:80 leads to a private address'],
])('refuses %j and says so', async (request, expected) => {
  const { ask, refused } = await proxyFor(['api.example', '169.254.169.254'], {
    'api.example': ['127.0.0.1', '10.0.0.1', 'fe80::1'],
  });
  expect(await ask(request)).toMatch(/^HTTP\/1\.1 403 /);
  expect(refused()).toEqual([expect.stringContaining(expected)]);
});

test.each([
  'CONNECT  HTTP/1.1\r\n\r\n',
  'CONNECT :: HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT a:b:c HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET ftp://api.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'nonsense\r\n\r\n',
])('answers %j with a refusal and lives on', async (request) => {
  const port = await echo();
  const { ask } = await proxyFor([`127.0.0.1:${port}`]);
  expect(await ask(request)).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(await ask(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nConnection: close\r\n\r\n`)).toContain('400');
  expect(await ask(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toContain(
    'GET /',
  );
});

test('says so when nobody answers there', async () => {
  const port = await echo();
  const { ask } = await proxyFor(['127.0.0.1:1', `127.0.0.1:${port}`]);
  expect(await ask('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /);
});

test('ends open tunnels when it is closed', async () => {
  const port = await portOf(createTcpServer((socket) => socket.on('error', () => socket.destroy())));
  const { ask, close } = await proxyFor([`127.0.0.1:${port}`]);
  const answer = ask(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await new Promise((later) => setTimeout(later, 100));
  await close();
  expect(await answer).toContain('200');
});

test('keeps the first thousand attempts and says that there were more', () => {
  const attempts = createAttempts();
  for (let index = 0; index < 5_000; index += 1) attempts.add(`attempt ${index}`);
  expect(attempts.all()).toHaveLength(1_001);
  expect(attempts.all().at(-1)).toContain('not listed');
});
