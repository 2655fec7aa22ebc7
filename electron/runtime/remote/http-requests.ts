import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from 'node:http';
import { request as requestSecure, Agent as SecureAgent } from 'node:https';
import { createSecureContext, getCACertificates, type TLSSocket } from 'node:tls';
import type { RemoteTarget } from './remote-target.ts';

export interface OutgoingRequest {
  method: 'POST' | 'GET' | 'DELETE';
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body?: Buffer;
  signal: AbortSignal;
}

export interface SentRequest {
  /** Resolves when the whole body has left, or never will. */
  sent: Promise<void>;
  /** Rejects when no connection came about, it broke before the answer began, or it was aborted. */
  answer: Promise<IncomingMessage>;
}

/** The way to one server, and to no other. */
export interface HttpRequests {
  /** `url` must be of the target's own origin. */
  send(request: OutgoingRequest, url?: URL): SentRequest;
  close(): void;
}

const CONNECT_MS = 20_000;
/** A connection that waits longer may be closed by the server just when it is used again; most keep it for 5 seconds. */
const IDLE_MS = 4_000;
const ALIVE_MS = 30_000;

/**
 * Certificates are checked whatever the environment says, against Node's own authorities and those of the system. A proxy
 * is used where the agent's environment names one. Redirects are answers like others: nothing follows them.
 */
export function httpRequests(
  { url: home, headers: own }: RemoteTarget,
  env: Readonly<Record<string, string | undefined>>,
): HttpRequests {
  const isSecure = home.protocol === 'https:';
  const common = { keepAlive: true, keepAliveMsecs: ALIVE_MS, timeout: IDLE_MS, proxyEnv: proxyOf(env) };
  const secureContext = isSecure ? createSecureContext({ ca: authorities() }) : undefined;
  const agent = isSecure
    ? new SecureAgent({ ...common, rejectUnauthorized: true, secureContext })
    : new PlainAgent(common);
  const begin = isSecure ? requestSecure : requestPlain;

  return {
    send({ method, headers, body, signal }, url = home) {
      if (url.origin !== home.origin) throw new TypeError('Only the host of the definition is contacted.');
      const length = body === undefined ? {} : { 'content-length': String(body.length) };
      // Byte for byte: nothing is compressed on the way.
      const sent = { ...own, ...headers, ...length, 'accept-encoding': 'identity' };
      const request = begin(url, { method, headers: sent, agent, signal });
      const tooLate = setTimeout(() => request.destroy(timedOut()), CONNECT_MS);
      const connected = (): void => clearTimeout(tooLate);
      request.once('socket', (socket) => {
        if (!socket.connecting && (socket as Partial<TLSSocket>).authorized !== false) connected();
        else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
      });
      const answer = new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', (response) => {
          connected();
          resolve(response);
        });
        request.once('error', (error) => {
          connected();
          reject(error);
        });
      });
      const left = new Promise<void>((resolve) => {
        request.once('finish', resolve);
        request.once('close', resolve);
      });
      // Whoever waits for the body alone is told by `answer` what went wrong.
      answer.catch(() => undefined);
      request.end(body);
      return { sent: left, answer };
    },
    close: () => agent.destroy(),
  };
}

function authorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

/** Only the names that say where a proxy is. */
function proxyOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const found = [...names, ...names.map((name) => name.toLowerCase())].flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

function timedOut(): Error {
  return Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
}
