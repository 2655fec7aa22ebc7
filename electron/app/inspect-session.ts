import { randomUUID } from 'node:crypto';
import { AppError } from '#contract/errors';
import { type Grant, type Inspection, inspectionSchema } from '#contract/inspect';
import { createRedactor } from '#history/redaction';
import { isThere } from '#platform/private-files';
import { inspectSession } from '#runtime/inspect-server';
import { type InspectedServer, inspected, startInspected } from '#runtime/inspected-server';
import { type McpSession, openSession } from '#runtime/mcp-session';
import { proposeProfile } from '#sandbox/proposal';
import type { InspectLaunch } from './inspect-launch.ts';
import { type TryCall, tryCalls } from './try-calls.ts';

/** A server under way that answers. */
export interface BegunSession {
  id: string;
  launch: InspectLaunch;
  server: InspectedServer;
  mcp: McpSession;
  inspection: Inspection;
  isObserved: boolean;
  tries: TryCall;
  /** Why it ended, when it did by itself; without secrets. */
  ended: Promise<string>;
}

export interface BeginOptions {
  data: string;
  isObserved: boolean;
  signal: AbortSignal;
}

const START_MS = 60_000;

/** Starts the server and asks it for its tools. Throws AppError; then nothing runs on. */
export async function beginSession(launch: InspectLaunch, options: BeginOptions): Promise<BegunSession> {
  const { definition, project } = launch;
  const { data, isObserved, signal } = options;
  let clean = cleanerOf(launch);
  let server: Begun | undefined;
  const mcp = await openSession({
    async start() {
      const own = await startOf(launch, isObserved);
      server = own;
      clean = cleanerOf(launch, own);
      return { ...own.server.pipes, whyEnded: () => cleanEnd(own.server, clean) };
    },
    timeoutMs: definition.startTimeoutMs ?? START_MS,
    signal,
  }).catch((error: unknown) => {
    // What a server says of its failure may hold what it was given.
    throw error instanceof AppError ? new AppError(error.code, clean(error.message), { cause: error }) : error;
  });
  if (server === undefined) throw new Error('A session was opened without its server.');
  const { server: own, env, secrets } = server;
  try {
    const asked = await inspectSession(mcp, signal);
    const inspection = inspectionSchema.parse(JSON.parse(clean(JSON.stringify(asked))));
    const id = randomUUID();
    const run = { data, run: id, launch, mcp, env, secrets, project, server: own.started };
    const ended = own.started.ended.then(async () => (await cleanEnd(own, clean)) ?? 'The server ended.');
    return { id, launch, server: own, mcp, inspection, isObserved, tries: tryCalls(run), ended };
  } catch (error) {
    const words = await cleanEnd(own, clean);
    await mcp.close();
    if (error instanceof AppError) throw error;
    if (signal.aborted) throw new AppError('cancelled', 'The start was cancelled.');
    const message = words ?? `The server did not list its tools: ${String(error)}`;
    throw new AppError('unavailable', clean(message), { cause: error });
  }
}

interface Begun {
  server: InspectedServer;
  /** What is secret is among the values. */
  env: Readonly<Record<string, string>>;
  /** Names of what is. */
  secrets: readonly string[];
}

async function startOf(launch: InspectLaunch, isObserved: boolean): Promise<Begun> {
  const { resolved, profile, mayRunUncaged, sandbox, secrets, remote } = launch;
  if (remote !== undefined) {
    const { started, env, secrets: known } = remote.connect(() => undefined);
    return { server: inspected(started), env, secrets: known };
  }
  if (!resolved.ok) throw new AppError('unavailable', `${resolved.reason} ${resolved.remedy}`.trim());
  const { launch: description, notCageable } = resolved;
  const server = await startInspected({
    ...{ launch: description, profile, sandbox, notCageable, mayRunUncaged, isObserved },
  });
  return { server, env: description.env, secrets };
}

/** What would have let refused attempts succeed, beyond what the server is granted by now. */
export function proposalOf({ server }: BegunSession, profile: InspectLaunch['profile'], home: string): Grant[] {
  const { profile: proposed } = proposeProfile(profile, server.started.wishes(), { home, isThere });
  const added = (kind: Grant['kind'], has: readonly string[], would: readonly string[]): Grant[] =>
    would.filter((what) => !has.includes(what)).map((what) => ({ kind, what }));
  return [
    ...added('read', profile.read, proposed.read),
    ...added('write', profile.write, proposed.write),
    ...added('host', profile.hosts, proposed.hosts),
  ];
}

/** Takes the server's secrets, and what looks like one, out of a text. */
export function cleanerOf(
  { resolved, secrets: named }: InspectLaunch,
  begun?: Pick<Begun, 'env' | 'secrets'>,
): (text: string) => string {
  const { env, secrets } = begun ?? { env: resolved.ok ? resolved.launch.env : {}, secrets: named };
  const known = secrets.flatMap((name) => (env[name] === undefined ? [] : [{ name, value: env[name] }]));
  const redactor = createRedactor({ knownSecrets: known });
  return (text) => redactor.redact({ format: text.startsWith('{') ? 'json' : 'text', text }).body.text;
}

async function cleanEnd({ pipes }: InspectedServer, clean: (text: string) => string): Promise<string | undefined> {
  const why = await pipes.whyEnded();
  return why === undefined ? undefined : clean(why);
}
