import { join } from 'node:path';
import type { AgentId } from '#contract/plugin-id';
import type { SpoolLine } from '#contract/spool';
import { cleanBody } from '#history/clean-facts';
import { openSpoolFile } from '#platform/spool-file';
import type { CleanText } from '#runtime/call-recorder';
import type { Redact } from './run-redactor.ts';

export interface RunSpoolOptions {
  data: string;
  run: string;
  plugin: string;
  server: string;
  agent: AgentId;
  project: string;
  caged: boolean;
  /** Of a server reached over the network. */
  host?: string;
  redact: Redact;
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
  const { data, run, plugin, server, agent, project, caged, host, redact } = options;
  const file = openSpoolFile(join(data, 'spool', `${run}.jsonl`));
  let agentVersion: string | undefined;
  let isBegun = false;
  const begin = (): string => {
    const line: SpoolLine = {
      ...{ v: 1, kind: 'run', at: Date.now(), run, plugin, server, agent, project, pid: process.pid, caged },
      ...(host === undefined ? {} : { host }),
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
