import { join } from 'node:path';
import type { AgentId } from '#contract/plugin-id';
import type { SpoolLine } from '#contract/spool';
import { cleanBody } from '#history/clean-facts';
import { createRedactor } from '#history/redaction';
import { openSpoolFile } from '#platform/spool-file';
import type { CleanText } from '#runtime/call-recorder';

export interface RunSpoolOptions {
  data: string;
  run: string;
  plugin: string;
  server: string;
  agent: AgentId;
  project: string;
  isCaged: boolean;
  /** The server's environment: values that look like secrets are taken out of everything it is sent and answers. */
  env: Readonly<Record<string, string>>;
  /** Names in `env` that are secrets, whatever they look like. */
  secrets: readonly string[];
}

export interface RunSpool {
  /** Throws AppError `unavailable`. */
  append(lines: string): void;
  clean(json: string): CleanText;
  introduced(agentVersion: string | undefined): void;
  close(): void;
}

/** UTF-16 units kept of arguments or of a result: it is on the way of every call, and the transcript has all of it. */
const KEPT = 32 * 1024;

/** The file the calls of one run go to, for the history to take in; made with the first call. */
export function runSpool(options: RunSpoolOptions): RunSpool {
  const { data, run, plugin, server, agent, project, isCaged, env, secrets } = options;
  const file = openSpoolFile(join(data, 'spool', `${run}.jsonl`));
  const values = Object.entries(env).filter(([name]) => secrets.includes(name) || soundsSecret(name));
  let redactor: ReturnType<typeof createRedactor> | undefined;
  let agentVersion: string | undefined;
  let isBegun = false;
  const redact = (body: Parameters<ReturnType<typeof createRedactor>['redact']>[0]) => {
    redactor ??= createRedactor({ knownSecrets: values.map(([name, value]) => ({ name, value })) });
    return redactor.redact(body);
  };
  const begin = (): string => {
    const line: SpoolLine = {
      ...{ v: 1, kind: 'run', at: Date.now(), run, plugin, server, agent, project, pid: process.pid, caged: isCaged },
      ...(agentVersion === undefined ? {} : { agentVersion }),
    };
    return `${JSON.stringify(line)}\n`;
  };
  return {
    append(lines) {
      file.append(isBegun ? lines : begin() + lines);
      isBegun = true;
    },
    clean(text) {
      const { body, redactions } = cleanBody({ format: 'json', text }, { redact }, KEPT);
      return { text: body.text, size: body.size, redactions };
    },
    introduced(version) {
      agentVersion = version;
    },
    close: file.close,
  };
}

function soundsSecret(name: string): boolean {
  return /key|token|secret|pass|auth|cred/i.test(name) && !/path|author/i.test(name);
}
