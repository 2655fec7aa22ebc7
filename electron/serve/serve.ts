import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPageFiles } from '#app/page-files';
import { AppError } from '#contract/errors';
import { defaultLimits, type Limits } from '#rpc/limits';
import { answerPage } from './page-server.ts';
import type { Served } from './served.ts';
import { createSessions } from './sessions.ts';
import { createSocketDoor } from './socket-door.ts';
import { createToken, isSameToken } from './token.ts';

export interface ServeOptions {
  /** 0 takes any free one. */
  port: number;
  /** `127.0.0.1` or `::1`; anything else is refused, names too. */
  host: string;
  readOnly: boolean;
  /** Folder of the built renderer. */
  rendererDir: string;
  /** Of the app, told in the welcome. */
  version?: string;
  log: (message: string) => void;
  limits?: Partial<ServeLimits>;
}

export interface ServeLimits extends Limits {
  sockets: number;
  connections: number;
  /** For the head of a request to arrive whole. */
  requestMs: number;
  heartbeatMs: number;
}

export interface Serving {
  /** With the token after the `#`. */
  url: string;
  /** Resolves once the port is free again. */
  close(): Promise<void>;
}

const defaultServeLimits: ServeLimits = {
  ...defaultLimits,
  sockets: 16,
  connections: 128,
  requestMs: 5_000,
  heartbeatMs: 30_000,
};

/**
 * Serves the page and the wire to browsers on this machine. Throws AppError `bad_request` for another host and
 * `unavailable` when the port is taken or the page was not built.
 */
export async function startServe(app: Served, options: ServeOptions): Promise<Serving> {
  const host = loopback(options.host);
  const limits = { ...defaultServeLimits, ...options.limits };
  const files = await readPageFiles(options.rendererDir);
  const server = createServer({
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1_000, limits.requestMs),
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16_384,
  });
  server.maxConnections = limits.connections;
  const port = await listen(server, host, options.port);
  const authority = host === '::1' ? `[::1]:${port}` : `127.0.0.1:${port}`;

  const token = createToken();
  const sessions = createSessions(app, {
    version: 'unknown',
    ...options,
    limits,
    admit: (hello) => isSameToken(hello.token, token),
  });
  const door = createSocketDoor({
    authority,
    maxSockets: limits.sockets,
    // A character takes at most four bytes; the session itself counts exactly.
    maxMessageBytes: limits.frameLength * 4,
    heartbeatMs: limits.heartbeatMs,
    onSocket: sessions.add,
    log: options.log,
  });
  server.on('request', (request, response) => answerPage(files, authority, request, response));
  server.on('upgrade', door.upgrade);
  server.on('error', (error) => options.log(`the server failed at a connection: ${error.message}`));

  return {
    url: `http://${authority}/#token=${token}`,
    close() {
      sessions.close();
      door.close();
      return closeServer(server);
    },
  };
}

function loopback(host: string): '127.0.0.1' | '::1' {
  if (host === '127.0.0.1' || host === '::1') return host;
  throw new AppError('bad_request', `Gatehouse serves this machine only: the host is 127.0.0.1 or ::1, not ${host}.`);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new AppError('unavailable', `Cannot listen on ${host} port ${port}: ${cause.message}.`, { cause }));
    });
    server.listen({ host, port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
