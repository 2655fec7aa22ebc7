import type { CompiledPolicy } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { Outcome } from '#contract/history';
import type { TriedCall } from '#contract/inspect';
import type { Decision } from '#contract/policy';
import { decide } from '#policy/decide';
import { toolClass } from '#policy/tool-class';
import { createCallRecorder } from '#runtime/call-recorder';
import type { McpSession } from '#runtime/mcp-session';
import type { RemoteServer } from '#runtime/remote/remote-server';
import type { StartedServer } from '#runtime/server-process';
import { callTool } from '#runtime/try-call';
import type { InspectLaunch } from './inspect-launch.ts';
import { runRedactor } from './run-redactor.ts';
import { runSpool } from './run-spool.ts';

export interface TryCallsOptions {
  data: string;
  /** uuid; names the record. */
  run: string;
  launch: InspectLaunch;
  mcp: McpSession;
  server: StartedServer | RemoteServer;
  /** The server's environment. */
  env: Readonly<Record<string, string>>;
  /** Names in it that are secrets. */
  secrets: readonly string[];
  project: string;
}

/** Calls the user makes from Gatehouse; each is in the history like any other. */
export interface TryCall {
  /** Throws AppError. What a server answers, an error too, is no failure of this. */
  call(tool: string, args: Record<string, unknown>, policy: CompiledPolicy, signal: AbortSignal): Promise<TriedCall>;
  close(): void;
}

const CALL_MS = 120_000;
const tried: Decision = { effect: 'allow', by: 'approval', reason: 'You tried it in Gatehouse.' };

export function tryCalls({ data, run, launch, mcp, server, env, secrets, project }: TryCallsOptions): TryCall {
  const { plugin, server: name, agent, callTimeoutMs } = launch.definition;
  const about = { plugin, server: name, agent, project };
  const place = server.pid === undefined ? { caged: false, host: server.host } : { caged: server.isCaged };
  const spool = runSpool({ data, run, ...about, ...place, redact: runRedactor({ env, secrets }) });
  const recorder = createCallRecorder({ append: spool.append, clean: spool.clean, now: Date.now });
  let count = 0;
  const flush = (): void => {
    const failure = recorder.flush();
    if (failure !== undefined) throw new AppError('unavailable', `The call cannot be recorded: ${failure}`);
  };

  return {
    async call(tool, args, policy, signal) {
      const definition = mcp.transport.tools().find((each) => each['name'] === tool);
      const kind = toolClass(tool, definition?.['annotations']);
      const decision = decide(policy, { ...about, tool }, { standing: 'listed', class: kind });
      if (decision.effect === 'deny') throw new AppError('forbidden', decision.reason);
      count += 1;
      const call = `${run}:${count}`;
      recorder.started({ call }, tool, tried, JSON.stringify(args));
      flush();
      const before = server.refused().length;
      const began = performance.now();
      const { isError, result, isCancelled } = await callTool(mcp, tool, args, callTimeoutMs ?? CALL_MS, signal);
      const durationMs = performance.now() - began;
      const refused = server.refused().slice(before);
      const outcome: Outcome = isCancelled ? 'cancelled' : isError ? 'error' : 'ok';
      recorder.ended(call, outcome, durationMs, result, refused);
      flush();
      const clean = spool.clean(result);
      return { isError, result: clean.text, resultBytes: clean.size, durationMs, refused };
    },
    close: spool.close,
  };
}
