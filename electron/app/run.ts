import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { serverKey } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import { secretsFileName } from '#contract/secrets';
import type { ServerDefinition } from '#contract/server-definition';
import { isThere } from '#platform/private-files';
import { isProgram } from '#platform/programs';
import { createCallRecorder } from '#runtime/call-recorder';
import { definitionHash } from '#runtime/definition-hash';
import { passThrough } from '#runtime/pass-through';
import { resolveLaunch } from '#runtime/resolve-launch';
import { startServer } from '#runtime/server-process';
import { createToolList } from '#runtime/tool-list';
import { defaultProfile } from '#sandbox/profile';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { followPolicy } from './policy-file.ts';
import { withPrepared } from './prepared-files.ts';
import { runApprovals } from './run-approvals.ts';
import { runGate } from './run-gate.ts';
import { recordRun } from './run-record.ts';
import { runSpool } from './run-spool.ts';
import { toolPinsFor } from './tool-pins.ts';

export interface RunOptions {
  definition: ServerDefinition;
  /** Real path of the home the agent works in. */
  home: string;
  /** Gatehouse's own data. */
  data: string;
  /** Real path of the agent's working folder. */
  project: string;
  /** The agent's environment. */
  env: Readonly<Record<string, string | undefined>>;
  input: Readable;
  output: Writable;
  errors: Writable;
  /** Aborted when the agent wants an end. */
  signal: AbortSignal;
}

/** A server that does not even list its tools is not waited for longer. */
const LIST_MS = 2_000;
/** Programs are looked for here when the agent has no PATH. */
const usualPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * Is the server of an agent until one of both ends: caged, each call decided and recorded. Resolves with the exit code.
 * Throws AppError: `unavailable` when it cannot be started, `forbidden` when it may not.
 */
export async function runServer(options: RunOptions): Promise<number> {
  const { definition, home, data, project, env } = options;
  const { plugin, server, agent } = definition;
  const say = (sentence: string): void => {
    options.errors.write(`gatehouse: ${sentence}\n`);
  };
  const policy = followPolicy(data, say);
  const key = serverKey(plugin, server);
  const { profiles, uncaged } = policy.read();
  const profile = profiles[key] ?? defaultProfile;
  const secrets = await secretsOf(data, plugin);
  const resolved = resolveLaunch(withPrepared(data, definition, profile.hosts), {
    ...{ platform: process.platform, home, env, loginPath: usualPath, project },
    ...{ profileEnv: profile.env, secrets, isProgram, isThere },
  });
  if (!resolved.ok) throw new AppError('unavailable', `${resolved.reason} ${resolved.remedy}`);
  const sandbox = createSandbox(sandboxHost(home, data));
  const { launch, notCageable } = resolved;
  const started = await startServer({ launch, profile, sandbox, notCageable, mayRunUncaged: uncaged.includes(key) });
  if (started.pid === undefined) throw new AppError('forbidden', `${started.reason} ${started.remedy}`.trim());
  if (!started.isCaged) say(`The server "${server}" of ${plugin} runs WITHOUT a cage, as you allowed.`);
  for (const sentence of started.notGranted) say(sentence);

  const run = randomUUID();
  const about = { plugin, server, agent, project };
  const spool = runSpool({
    data,
    run,
    ...about,
    isCaged: started.isCaged,
    env: launch.env,
    secrets: Object.keys(secrets),
  });
  const recorder = createCallRecorder({ append: spool.append, clean: spool.clean, now: Date.now });
  const isStrict = (): boolean => policy.read().strict;
  const pins = toolPinsFor({ data, plugin, server, isStrict, now: () => new Date(), say });
  const forget = recordRun(data, {
    ...{ v: 1, run, plugin, server, agent, project, at: Date.now(), pid: process.pid, serverPid: started.pid },
    ...{ caged: started.isCaged, notGranted: [...started.notGranted] },
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

/** Asks the keychain only when something was stored: every start would pay for it. */
async function secretsOf(data: string, plugin: string): Promise<Record<string, string>> {
  if (!isThere(join(data, secretsFileName))) return {};
  const { createSecrets } = await import('#secrets/secrets');
  const { systemKeychain } = await import('#secrets/keychain');
  return createSecrets({ keychain: systemKeychain(), dataFolder: data, now: () => new Date() }).secretsFor(plugin);
}
