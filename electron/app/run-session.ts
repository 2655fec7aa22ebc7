import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CompiledPolicy } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { EndedRun } from '#contract/runs';
import type { FollowedFile } from '#platform/followed-file';
import { processStart } from '#platform/process-identity';
import { type CallRecorder, createCallRecorder } from '#runtime/call-recorder';
import { definitionHash } from '#runtime/definition-hash';
import { passThrough } from '#runtime/pass-through';
import type { RemoteServer } from '#runtime/remote/remote-server';
import type { NotStarted, StartedServer } from '#runtime/server-process';
import { createToolList } from '#runtime/tool-list';
import { createTrace } from '#runtime/trace';
import { recordEnded } from './ended-runs.ts';
import type { RunOptions } from './run.ts';
import { runApprovals } from './run-approvals.ts';
import { runGate } from './run-gate.ts';
import { openRunLog, type RunLog } from './run-log.ts';
import { recordRun } from './run-record.ts';
import { runRedactor } from './run-redactor.ts';
import { runSpool } from './run-spool.ts';
import { successors, whyEnded } from './run-successor.ts';
import type { RunVoice } from './run-voice.ts';
import { toolPinsFor } from './tool-pins.ts';

export interface SessionOptions extends Omit<RunOptions, 'env'> {
  started: StartedServer | RemoteServer;
  /** Starts the same once more; absent where nothing is started. */
  restart?: () => Promise<StartedServer | NotStarted>;
  /** The server's environment; of a remote one what is sent with each request. */
  env: Readonly<Record<string, string>>;
  /** Names in it that are secrets. */
  secrets: readonly string[];
  policy: FollowedFile<CompiledPolicy>;
  voice: RunVoice;
}

/** A server that does not even list its tools is not waited for longer. */
const LIST_MS = 2_000;

/** Stands between an agent and a server that was started, until one of both ends. Resolves with the exit code. */
export async function holdSession(options: SessionOptions): Promise<number> {
  const { definition, data, project, policy, voice } = options;
  let { started } = options;
  const { plugin, server, agent } = definition;
  const run = randomUUID();
  const about = { plugin, server, agent, project };
  const redact = runRedactor(options);
  const spool = runSpool({ data, run, ...about, ...placeOf(started), redact });
  const log = openRunLog({ data, plugin, server, run, redact, refused: () => started.refused(), say: voice.say });
  const { say } = voice;
  const recorder = loggedRecorder(createCallRecorder({ append: spool.append, clean: spool.clean, now: Date.now }), log);
  const isStrict = (): boolean => policy.read().strict;
  const pins = toolPinsFor({ data, plugin, server, isStrict, now: () => new Date(), say });
  const identity = (name: 'pidStart' | 'serverStart', pid: number) => {
    const began = processStart(pid);
    return began === undefined ? {} : { [name]: began };
  };
  const began = Date.now();
  const record = (): (() => void) =>
    recordRun(data, {
      ...{ v: 1, run, plugin, server, agent, project, at: began, pid: process.pid },
      ...placeOf(started),
      notGranted: [...started.notGranted],
      ...identity('pidStart', process.pid),
      ...(started.pid === undefined ? {} : { serverPid: started.pid, ...identity('serverStart', started.pid) }),
    });
  const forget = record();
  const tellStart = (): void => {
    log.note('gatehouse', `${beginningOf(started)} for ${agent} in ${project}.`);
    started.errors.on('data', (chunk: Buffer) => {
      options.errors.write(chunk);
      log.stderr(chunk);
    });
  };
  tellStart();
  voice.heardBy((sentence) => log.note('gatehouse', sentence));
  const serverPipes = { input: started.output, output: started.input };
  const pass = passThrough({ input: options.input, output: options.output }, serverPipes, {
    gate: runGate({
      policy: policy.read,
      about,
      ask: runApprovals({ data, about, clean: spool.clean, now: Date.now }),
    }),
    tools: createToolList(definitionHash, pins),
    recorder,
    trace: createTrace({ note: log.note, clock: () => performance.now() }),
    run,
    say,
    refused: () => started.refused(),
    introduced: (_name, version) => spool.introduced(version),
    clock: () => performance.now(),
  });

  const gone = new Promise<'agent'>((resolve) => {
    options.input.once('end', () => resolve('agent'));
    options.input.once('close', () => resolve('agent'));
    options.signal.addEventListener('abort', () => resolve('agent'));
  });
  const successorOf = successors({ restart: options.restart, pass, gone, say });
  let first = await Promise.race([gone, started.ended]);
  while (first !== 'agent') {
    const next = await successorOf(first);
    if (next === undefined) break;
    if (next === 'agent') {
      first = next;
      break;
    }
    log.stderrEnd();
    started = next;
    record();
    tellStart();
    pass.follow({ input: next.output, output: next.input });
    first = await Promise.race([gone, next.ended]);
  }
  if (first === 'agent') {
    await Promise.race([pass.decided(), started.ended, pause(LIST_MS, undefined, { ref: false })]);
    await started.stop();
  }
  const end = await started.ended;
  const why = whyEnded(end);
  if (end.limit !== undefined) say(end.limit);
  pass.end(first === 'agent' ? 'cancelled' : 'error', first === 'agent' ? 'The agent ended the session.' : why);
  spool.close();
  if (first === 'agent') log.note('gatehouse', 'The agent ended the session.');
  // Of a remote one there is no process whose end could be told.
  if (first !== 'agent' || started.pid !== undefined) log.note('gatehouse', why);
  const lastLines = await log.close();
  if (first !== 'agent') {
    const code = end.code === null ? {} : { code: end.code };
    noteEnd(data, { run, plugin, server, agent, project, at: Date.now(), began, ...code, why, lastLines });
  }
  forget();
  await started.stop();
  return first === 'agent' ? 0 : (end.code ?? 1);
}

/** Says in the log what became of a call that had no answer of the server, or that somebody was asked for. */
function loggedRecorder(recorder: CallRecorder, log: RunLog): CallRecorder {
  return {
    ...recorder,
    started(ids, tool, decision, args) {
      const isTold = decision.effect === 'deny' || decision.by === 'approval';
      const word = decision.effect === 'deny' ? 'Denied' : 'Allowed';
      if (isTold) log.note('gatehouse', `${word} tools/call ${tool}: ${decision.reason}`);
      recorder.started(ids, tool, decision, args);
    },
  };
}

/** For the list of what ended; where that cannot be written, the server has ended all the same. */
function noteEnd(data: string, ended: EndedRun): void {
  try {
    recordEnded(data, ended);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** Where it runs: in a process here, caged or not, or on another host. */
function placeOf(started: StartedServer | RemoteServer): { caged: boolean; host?: string } {
  return started.pid === undefined ? { caged: false, host: started.host } : { caged: started.isCaged };
}

function beginningOf(started: StartedServer | RemoteServer): string {
  if (started.pid === undefined) return `Connected with ${started.host}`;
  return `Started ${started.isCaged ? 'in a cage' : 'WITHOUT a cage'} as process ${started.pid}`;
}
