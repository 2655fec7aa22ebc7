import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '#contract/errors';
import type { ServerPipes } from './mcp-session.ts';
import type { RemoteServer } from './remote/remote-server.ts';
import { type NotStarted, type StartedServer, type StartOptions, startServer } from './server-process.ts';

/** Bytes of its last words that are kept. */
const KEPT = 8 * 1024;
const END_MS = 300;

export interface InspectedServer {
  started: StartedServer | RemoteServer;
  pipes: ServerPipes;
}

/** Starts a server to be looked at. Throws AppError `forbidden` where it would run without a cage and nobody allowed that. */
export async function startInspected(options: StartOptions): Promise<InspectedServer> {
  const started: StartedServer | NotStarted = await startServer(options);
  if (started.pid === undefined) throw new AppError('forbidden', `${started.reason} ${started.remedy}`.trim());
  return inspected(started);
}

/** A server to be looked at, with its last words. */
export function inspected(started: StartedServer | RemoteServer): InspectedServer {
  let words = Buffer.alloc(0);
  started.errors.on('data', (chunk: Buffer) => {
    words = Buffer.concat([words, chunk]);
    if (words.length > KEPT) words = Buffer.from(words.subarray(words.length - KEPT));
  });
  const lastWords = (): string => words.toString('utf8').trim();
  const why = started.ended.then(({ limit, signal, code }) => {
    const said = lastWords() === '' ? '' : ` It said last: ${lastWords().slice(-600)}`;
    return `${limit ?? `The server ended (${signal ?? `exit code ${code}`}).`}${said}`;
  });
  return {
    started,
    pipes: {
      ...{ input: started.output, output: started.input },
      end: () => started.stop(),
      // Its output closes a moment before its end is known.
      whyEnded: () => Promise.race([why, pause(END_MS, undefined)]),
    },
  };
}
