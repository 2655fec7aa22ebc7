import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { requestId } from '../json-rpc.ts';
import type { ServerEnd, StartedServer } from '../server-process.ts';
import { agentLink, type OpenRequest } from './agent-link.ts';
import { httpRequests } from './http-requests.ts';
import { legacyEvents } from './legacy-events.ts';
import type { RemoteTarget } from './remote-target.ts';
import { streamableHttp } from './streamable-http.ts';
import type { Transport } from './transport.ts';

/** A server that is reached over the network, in the shape of one that was started: there is no process of it here. */
export interface RemoteServer extends Omit<StartedServer, 'pid' | 'isCaged'> {
  pid: undefined;
  /** Name, and port where it is not the usual one. The only one that is contacted. */
  host: string;
}

export interface RemoteOptions {
  target: RemoteTarget;
  /** The agent's environment; only what it says of proxies is used. */
  env: Readonly<Record<string, string | undefined>>;
  say(sentence: string): void;
}

/** More under way at once than any agent has. */
const MOST_OPEN = 256;
const GRACE_MS = 1_500;
/** Enough to know what happened; a server could repeat it without end. */
const MOST_REFUSED = 100;

/** Contacts nobody yet: that comes with the agent's first message. */
export function connectRemote({ target, env, say }: RemoteOptions): RemoteServer {
  const { server, url } = target;
  const requests = httpRequests(target, env);
  const refused: string[] = [];
  const errors = new PassThrough();
  let stopping: Promise<void> | undefined;
  let hasEnded: (end: ServerEnd) => void = () => undefined;
  const ended = new Promise<ServerEnd>((resolve) => {
    hasEnded = resolve;
  });

  const link = agentLink({
    say,
    async take(message, bytes) {
      const { method } = message;
      const id = requestId(message);
      if (id === undefined || typeof method !== 'string') return way.notify(message, bytes);
      const request: OpenRequest = { id, method, control: new AbortController(), isSent: false };
      const isFull = link.all().length >= MOST_OPEN;
      link.open(request);
      if (isFull) return link.refuse(request, `Too many requests to the server "${server}" are under way.`);
      return way.request(request, message, bytes);
    },
    answered: (request, message) => way.answered(request, message),
  });
  const carry = target.transport === 'sse' ? legacyEvents : streamableHttp;
  const way: Transport = carry({
    ...{ target, requests, link, say },
    refused: (sentence) => {
      if (refused.length < MOST_REFUSED) refused.push(sentence);
    },
  });

  const stop = async (graceMs: number): Promise<void> => {
    const finished = new Promise<void>((resolve) => {
      link.input.once('finish', resolve);
      link.input.once('close', resolve);
    });
    link.input.end();
    await Promise.race([finished.then(way.settled), pause(graceMs, undefined, { ref: false })]);
    await way.close();
    requests.close();
    link.end();
    errors.end();
    hasEnded({ code: 0, signal: null, limit: undefined });
  };
  return {
    ...{ pid: undefined, host: url.host, notGranted: [], ended, errors },
    ...{ input: link.input, output: link.output },
    refused: () => [...refused],
    wishes: () => [],
    stop: (graceMs = GRACE_MS) => (stopping ??= stop(graceMs)),
  };
}
