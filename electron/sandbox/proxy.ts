import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Wish } from './attempts.ts';
import { type AddressJudge, type HostRule, hostRuleFor, isHostGranted, normalHost } from './host-rules.ts';

export interface ProxyOptions {
  /** A path for a Unix socket, or 0 for a free port of 127.0.0.1. */
  at: string | 0;
  rules: readonly HostRule[];
  mayReach: AddressJudge;
  /** A refused request, in words, and the host to grant where that would help. */
  refused(words: string, wish?: Wish): void;
  /** Addresses of a name, best first. Asked once per request, and the connection goes to what was judged. */
  resolve?(host: string): Promise<string[]>;
}

export interface Proxy {
  /** Only when it listens on a port. */
  port: number | undefined;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 256;
const CONNECT_LIMIT_MS = 30_000;

/**
 * One server's way to the network: CONNECT and plain HTTP requests to granted hosts, nothing else. Names are resolved
 * here, since the cage has no DNS to talk through; the address is judged and then used, so that a name cannot change
 * between the two. It does not look into TLS: a host that serves many names is granted with all of them.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const open = new Set<Duplex>();
  const server = createServer();
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connection', (socket) => remember(open, socket));
  server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    void tunnel(options, open, asked.url ?? '', socket, head);
  });
  server.on('request', (asked, answer) => void forward(options, asked, answer));
  await listening(server, options.at);
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : undefined,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}

function listening(server: Server, at: string | 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    if (at === 0) server.listen(0, '127.0.0.1', resolve);
    else server.listen(at, resolve);
  });
}

async function tunnel(
  options: ProxyOptions,
  open: Set<Duplex>,
  target: string,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const { host, port } = readTarget(target, 443);
  const verdict = await judge(options, host, port);
  if (!verdict.ok) {
    socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${verdict.why}\n`);
    return;
  }
  const out = connect({ host: verdict.address, port });
  remember(open, out);
  const tooLate = setTimeout(() => out.destroy(new Error('no answer')), CONNECT_LIMIT_MS);
  out.once('connect', () => {
    clearTimeout(tooLate);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    out.write(head);
    out.pipe(socket).pipe(out);
  });
  out.on('error', () => {
    clearTimeout(tooLate);
    if (out.bytesWritten === 0) socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  out.once('close', () => socket.destroy());
  socket.once('close', () => out.destroy());
}

async function forward(options: ProxyOptions, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const url = URL.canParse(asked.url ?? '') ? new URL(asked.url ?? '') : undefined;
  if (url === undefined || url.protocol !== 'http:') {
    answer.writeHead(400).end('This is a proxy. Ask it for a whole http:// address, or with CONNECT.\n');
    return;
  }
  const { host, port } = readTarget(url.host, 80);
  const verdict = await judge(options, host, port);
  if (!verdict.ok) {
    answer.writeHead(403, { 'content-type': 'text/plain' }).end(`${verdict.why}\n`);
    return;
  }
  const out = request({
    host: verdict.address,
    port,
    method: asked.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    // Another name in Host would reach another site at the same address.
    headers: { ...passedOn(asked), host: url.host },
    agent: false,
    timeout: CONNECT_LIMIT_MS,
  });
  out.on('response', (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  out.on('timeout', () => out.destroy(new Error('no answer')));
  out.on('error', () => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end();
  });
  answer.once('close', () => out.destroy());
  asked.pipe(out);
}

type Verdict = { ok: true; address: string } | { ok: false; why: string };

async function judge(options: ProxyOptions, host: string, port: number): Promise<Verdict> {
  const refuse = (why: string, wish?: Wish): Verdict => {
    options.refused(`Network: ${host}:${port} ${why}`, wish);
    return { ok: false, why: `Gatehouse: ${host}:${port} ${why}` };
  };
  if (!isHostGranted(options.rules, host, port)) {
    return refuse('is not among the granted hosts.', { kind: 'host', what: hostRuleFor(host, port) });
  }
  const isNumber = isIP(host) !== 0;
  const addresses = isNumber ? [host] : await (options.resolve ?? resolveName)(host);
  if (addresses.length === 0) return { ok: false, why: `Gatehouse: there is no address for ${host}.` };
  const address = addresses.find((candidate) => options.mayReach(candidate, isNumber));
  return address === undefined ? refuse('leads to a private address.') : { ok: true, address };
}

/** Empty when the name is not known or the network is away. */
async function resolveName(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return [];
    throw error;
  }
}

function readTarget(target: string, defaultPort: number): { host: string; port: number } {
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(target);
  return { host: normalHost(parts?.[1] ?? ''), port: Number(parts?.[2] ?? defaultPort) };
}

const ofThisConnection = ['connection', 'proxy-connection', 'proxy-authorization', 'keep-alive', 'te', 'upgrade'];

function passedOn({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofThisConnection.includes(name)));
}

function remember(open: Set<Duplex>, socket: Socket): void {
  open.add(socket);
  socket.once('close', () => open.delete(socket));
  socket.on('error', () => socket.destroy());
}
