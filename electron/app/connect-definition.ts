import { secretsAmong } from '#agents/secret-values';
import { AppError } from '#contract/errors';
import type { ServerDefinition } from '#contract/server-definition';
import { connectRemote, type RemoteServer } from '#runtime/remote/remote-server';
import { type RemoteFacts, resolveRemote } from '#runtime/remote/remote-target';

export interface ConnectOptions extends RemoteFacts {
  definition: ServerDefinition;
  say(sentence: string): void;
}

export interface Connected {
  started: RemoteServer;
  /** What is secret of what is sent; it may come back in answers, and is taken out of what is kept of them. */
  env: Record<string, string>;
  secrets: string[];
}

/**
 * A server behind a URL: nothing is started, so there is no cage; its own host is the only one contacted, when the agent
 * says something. Throws AppError `unavailable`.
 */
export function connectDefinition({ definition, env, secrets, project, say }: ConnectOptions): Connected {
  const resolved = resolveRemote(definition, { env, secrets, project });
  if (!resolved.ok) throw new AppError('unavailable', `${resolved.reason} ${resolved.remedy}`);
  const { target } = resolved;
  if (target.url.protocol === 'http:' && !isThisMachine(target.url.hostname)) {
    say(
      `"${target.server}" is reached without encryption: whoever is on the way to ${target.url.host} can read along.`,
    );
  }
  const inHeaders = secretsAmong(target.headers).map(({ name, value }) => [name, value] as const);
  const known = { ...Object.fromEntries(inHeaders), ...secrets };
  return { started: connectRemote({ target, env, say }), env: known, secrets: Object.keys(known) };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
}
