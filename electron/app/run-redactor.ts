import type { Body } from '#agents/transcript';
import { createRedactor } from '#history/redaction';

export type Redact = ReturnType<typeof createRedactor>['redact'];

export interface RunRedactorOptions {
  /** The server's environment: values that look like secrets are taken out of everything it is sent and says. */
  env: Readonly<Record<string, string>>;
  /** Names in `env` that are secrets, whatever they look like. */
  secrets: readonly string[];
}

/** What a run writes goes through this. Built at its first use: a start should not wait for it. */
export function runRedactor({ env, secrets }: RunRedactorOptions): Redact {
  let redactor: ReturnType<typeof createRedactor> | undefined;
  return (body: Body) => {
    redactor ??= createRedactor({
      knownSecrets: Object.entries(env)
        .filter(([name]) => secrets.includes(name) || soundsSecret(name))
        .flatMap(([name, value]) => writings(value).map((each) => ({ name, value: each }))),
    });
    return redactor.redact(body);
  };
}

/** A value of several lines also leaves line by line. */
function writings(value: string): string[] {
  return [...new Set([value, ...value.split(/\r?\n/)])];
}

function soundsSecret(name: string): boolean {
  return /key|token|secret|pass|auth|cred/i.test(name) && !/path|author/i.test(name);
}
