import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CompiledPolicy } from '#contract/compiled-policy';
import type { FollowedFile } from '#platform/followed-file';
import { processStart } from '#platform/process-identity';
import { createCallRecorder } from '#runtime/call-recorder';
import { definitionHash } from '#runtime/definition-hash';
import { passThrough } from '#runtime/pass-through';
import type { StartedServer } from '#runtime/server-process';
import { createToolList } from '#runtime/tool-list';
import type { RunOptions } from './run.ts';
import { runApprovals } from './run-approvals.ts';
import { runGate } from './run-gate.ts';
import { recordRun } from './run-record.ts';
import { runSpool } from './run-spool.ts';
import { toolPinsFor } from './tool-pins.ts';

export interface SessionOptions extends Omit<RunOptions, 'env'> {
  started: StartedServer;
  /** The server's environment. */
  env: Readonly<Record<string, string>>;
  /** Names in it that are secrets. */
  secrets: readonly string[];
  policy: FollowedFile<CompiledPolicy>;
  say(sentence: string): void;
}

/** A server that does not even list its tools is not waited for longer. */
const LIST_MS = 2_000;

/** Stands between an agent and a server that was started, until one of both ends. Resolves with the exit code. */
export async function holdSession(options: SessionOptions): Promise<number> {
  const { definition, data, project, started, policy, say } = options;
  const { plugin, server, agent } = definition;
  const run = randomUUID();
  const about = { plugin, server, agent, project };
  const spool = runSpool({
    data,
    run,
    ...about,
    isCaged: started.isCaged,
    env: options.env,
    secrets: options.secrets,
  });
  const recorder = createCallRecorder({ append: spool.append, clean: spool.clean, now: Date.now });
  const isStrict = (): boolean => policy.read().strict;
  const pins = toolPinsFor({ data, plugin, server, isStrict, now: () => new Date(), say });
  const identity = (name: 'pidStart' | 'serverStart', pid: number) => {
    const began = processStart(pid);
    return began === undefined ? {} : { [name]: began };
  };
  const forget = recordRun(data, {
    ...{ v: 1, run, plugin, server, agent, project, at: Date.now(), pid: process.pid, serverPid: started.pid },
    ...{ caged: started.isCaged, notGranted: [...started.notGranted] },
    ...identity('pidStart', process.pid),
    ...identity('serverStart', started.pid),
  });
  const serverPipes = { input: started.output, output: started.input };
  const pass = passThrough({ input: options.input, output: options.output }, serverPipes, {
    gate: runGate({
      policy: policy.read,
      about,
      ask: runApprovals({ data, about, clean: spool.clean, now: Date.now }),
    }),
    tools: createToolList(definitionHash, pins),
    recorder,
    run,
    say,
    refused: started.refused,
    introduced: (_name, version) => spool.introduced(version),
    clock: () => performance.now(),
  });
  started.errors.on('data', (chunk: Buffer) => options.errors.write(chunk));

  const gone = new Promise<'agent'>((resolve) => {
    options.input.once('end', () => resolve('agent'));
    options.input.once('close', () => resolve('agent'));
    options.signal.addEventListener('abort', () => resolve('agent'));
  });
  const first = await Promise.race([gone, started.ended]);
  if (first === 'agent') {
    await Promise.race([pass.decided(), started.ended, pause(LIST_MS, undefined, { ref: false })]);
    await started.stop();
  }
  const end = await started.ended;
  const why = end.limit ?? `The server ended (${end.signal ?? `exit code ${end.code}`}).`;
  if (end.limit !== undefined) say(end.limit);
  pass.end(first === 'agent' ? 'cancelled' : 'error', first === 'agent' ? 'The agent ended the session.' : why);
  spool.close();
  forget();
  await started.stop();
  return first === 'agent' ? 0 : (end.code ?? 1);
}
