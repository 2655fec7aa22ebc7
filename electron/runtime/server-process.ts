import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { systemCode } from '#platform/system-error';
import type { Wish } from '#sandbox/attempts';
import type { CagedLaunch } from '#sandbox/caged-launch';
import type { Sandbox } from '#sandbox/sandbox';

export interface StartOptions {
  launch: LaunchDescription;
  profile: Profile;
  sandbox: Sandbox;
  /** Why no cage can hold this one; undefined when one can. */
  notCageable: string | undefined;
  /** Whether the user said yes to running this very server without a cage where there is none. */
  mayRunUncaged: boolean;
  /** Whether refused files are collected too, which makes it several times slower. */
  isObserved?: boolean;
}

export interface ServerEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when a limit of its cage ended it. */
  limit: string | undefined;
}

/** A server under way; it and all it started end with it. */
export interface StartedServer {
  pid: number;
  input: Writable;
  output: Readable;
  errors: Readable;
  isCaged: boolean;
  /** What holds memory and processes down: the kernel, or a watchdog that looks about every second. */
  limits?: CagedLaunch['limits'];
  /** What could not be granted; a sentence each. */
  notGranted: readonly string[];
  /** Attempts the cage refused so far, a sentence each. */
  refused(): string[];
  /** What would have to be granted for those to succeed. */
  wishes(): Wish[];
  ended: Promise<ServerEnd>;
  /** Closes its input and ends its whole tree when it does not end by itself. Any number of times. */
  stop(graceMs?: number): Promise<void>;
}

export interface NotStarted {
  pid: undefined;
  reason: string;
  remedy: string;
}

/** What a server gets to end by itself after its input was closed. */
const GRACE_MS = 1_500;
const TERM_MS = 1_000;
/** What it wrote last may still be on its way when it has ended; a child of its own may hold its output for ever. */
const DRAIN_MS = 500;

/** Starts a server in a cage; without one only where the user allowed it for this server. */
export async function startServer(options: StartOptions): Promise<StartedServer | NotStarted> {
  const { launch, profile, sandbox, notCageable, mayRunUncaged, isObserved } = options;
  const cage = notCageable === undefined ? await sandbox.cage(launch, profile, isObserved) : undefined;
  if (cage?.caged === true) return startCaged(cage);
  const reason = notCageable ?? cage?.reason ?? '';
  if (!mayRunUncaged) {
    const remedy = `${cage?.remedy ?? ''} To let this server run without a cage: gatehouse policy uncaged ${launch.plugin} --server ${launch.server}`;
    return { pid: undefined, reason: `It cannot be caged: ${reason}`, remedy: remedy.trim() };
  }
  const { command, args, cwd, env, isVerbatim = false } = launch;
  const isGroup = process.platform !== 'win32';
  const how = { cwd, env, detached: isGroup, windowsHide: true, windowsVerbatimArguments: isVerbatim };
  return supervise(spawn(command, args, { ...how, stdio: 'pipe' }));
}

async function startCaged(cage: CagedLaunch): Promise<StartedServer | NotStarted> {
  const { command, args, cwd, env, extraFds } = cage;
  // A group of its own: what a terminal sends to the agent's group is not for the server.
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe', ...extraFds], detached: true });
  const started = await supervise(child, cage);
  if (started.pid === undefined) await cage.close();
  return started;
}

async function supervise(child: ChildProcess, cage?: CagedLaunch): Promise<StartedServer | NotStarted> {
  const failure = await started(child);
  const { pid, stdin, stdout, stderr } = child;
  if (failure !== undefined || pid === undefined || stdin === null || stdout === null || stderr === null) {
    return { pid: undefined, reason: `It did not start: ${failure?.message ?? 'no reason is known'}`, remedy: '' };
  }
  let limit: string | undefined;
  let stopping: Promise<void> | undefined;
  cage?.started(pid, (why) => {
    limit = why;
  });
  const ended = new Promise<ServerEnd>((resolve) => {
    const tell = (): void => resolve({ code: child.exitCode, signal: child.signalCode, limit });
    child.once('close', tell);
    child.once('exit', () => setTimeout(tell, DRAIN_MS));
  });
  const cleaned = ended.then(() => {
    // What it left behind in its group.
    if (cage === undefined) killTree(child, 'SIGKILL');
    return cage?.close();
  });
  const stop = async (graceMs: number): Promise<void> => {
    stdin.end();
    if (await settles(ended, graceMs)) return cleaned;
    killTree(child, 'SIGTERM');
    if (!(await settles(ended, TERM_MS))) killTree(child, 'SIGKILL');
    await ended;
    return cleaned;
  };
  return {
    pid,
    ...{ input: stdin, output: stdout, errors: stderr },
    isCaged: cage !== undefined,
    ...(cage === undefined ? {} : { limits: cage.limits }),
    notGranted: cage?.notGranted ?? [],
    refused: () => cage?.refused() ?? [],
    wishes: () => cage?.wishes() ?? [],
    ended,
    stop: (graceMs = GRACE_MS) => (stopping ??= stop(graceMs)),
  };
}

function started(child: ChildProcess): Promise<Error | undefined> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', resolve);
  });
}

/** bubblewrap takes its whole process namespace with it; without a cage the group is all there is. */
function killTree(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-pid, signal);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') throw error;
  }
}

async function settles(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const isSettled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return isSettled;
}
