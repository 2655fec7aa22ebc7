import type { Readable, Writable } from 'node:stream';
import { serverKey } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { ServerDefinition } from '#contract/server-definition';
import { loginPath } from '#platform/login-path';
import { isThere } from '#platform/private-files';
import { isProgram } from '#platform/programs';
import { resolveLaunch } from '#runtime/resolve-launch';
import { startServer } from '#runtime/server-process';
import type { CageTools } from '#sandbox/cage-tools';
import { defaultProfile } from '#sandbox/profile';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { followPolicy } from './policy-file.ts';
import { withPrepared } from './prepared-files.ts';
import { runVoice } from './run-voice.ts';
import { serverSecrets } from './server-secrets.ts';

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
  /** A search for what the cage is made with, begun before all of this was loaded. */
  cageTools: Promise<CageTools>;
}

/**
 * Is the server of an agent until one of both ends: caged, each call decided and recorded. Resolves with the exit code.
 * Throws AppError: `unavailable` when it cannot be started, `forbidden` when it may not.
 */
export async function runServer(options: RunOptions): Promise<number> {
  const voice = runVoice(options.errors);
  const begun = await begin(options, voice.say).catch(async (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const { logNotStarted } = await import('./log-not-started.ts');
    // That it cannot be written down is no reason to tell less of why it did not start.
    await logNotStarted({ ...options, say: voice.say }, error.message).catch(() => undefined);
    throw error;
  });
  // Behind the start: while the server begins, what holds the session is loaded.
  const { holdSession } = await import('./run-session.ts');
  return holdSession({ ...options, ...begun, voice });
}

async function begin(options: RunOptions, say: (sentence: string) => void) {
  const { definition, home, data, project, env, cageTools } = options;
  const { plugin, server } = definition;
  const policy = followPolicy(data, say);
  const key = serverKey(plugin, server);
  const { profiles, uncaged } = policy.read();
  const profile = profiles[key] ?? defaultProfile;
  const secrets = await serverSecrets(data, plugin);
  if (['http', 'sse', 'ws'].includes(definition.transport)) {
    const { connectDefinition } = await import('./connect-definition.ts');
    return { ...connectDefinition({ definition, env, secrets, project, say }), policy };
  }
  const resolved = resolveLaunch(withPrepared(data, definition, profile.hosts), {
    ...{ platform: process.platform, home, env, loginPath: await searched(env), project },
    ...{ profileEnv: profile.env, secrets, isProgram, isThere },
  });
  if (!resolved.ok) throw new AppError('unavailable', `${resolved.reason} ${resolved.remedy}`);
  const sandbox = createSandbox(sandboxHost(home, data), cageTools);
  const { launch, notCageable } = resolved;
  const restart = () => startServer({ launch, profile, sandbox, notCageable, mayRunUncaged: uncaged.includes(key) });
  const started = await restart();
  if (started.pid === undefined) throw new AppError('forbidden', `${started.reason} ${started.remedy}`.trim());
  if (!started.isCaged) say(`The server "${server}" of ${plugin} runs WITHOUT a cage, as you allowed.`);
  for (const sentence of started.notGranted) say(sentence);
  return { started, restart, env: launch.env, secrets: Object.keys(secrets), policy };
}

/** Where programs are looked for when the agent has no PATH; the login shell is not asked for nothing. */
async function searched(env: RunOptions['env']): Promise<string> {
  const own = env['PATH'] ?? env['Path'] ?? '';
  return own === '' ? loginPath() : own;
}
