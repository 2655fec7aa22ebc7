import { join } from 'node:path';
import type { Body, SupplierTable, TranscriptFile } from '#agents/transcript';
import type { Outcome } from '#contract/history';
import { type AgentId, agentIds } from '#contract/plugin-id';
import type { Decision } from '#contract/policy';
import { type SpoolLine, spoolLineSchema } from '#contract/spool';

/** In the data folder: what runs of `gatehouse run` saw, one file for each. */
export function spoolFolder(data: string): string {
  return join(data, 'spool');
}

/** What a spool says, before secrets are taken out. */
export type SpoolObservation = SpooledStart | SpooledEnd | SpoolProblem;

export interface SpooledStart {
  kind: 'runtime-start';
  agent: AgentId;
  run: SpooledRun;
  callId: string;
  session?: string;
  at: number;
  tool: string;
  decision: Decision;
  args?: SpooledBody;
}

export interface SpooledEnd {
  kind: 'runtime-end';
  agent: AgentId;
  callId: string;
  at: number;
  outcome: Outcome;
  durationMs: number;
  result?: SpooledBody;
  refused?: readonly string[];
}

export interface SpoolProblem {
  kind: 'problem';
  code: 'spool-line-invalid';
  message: string;
  line: number;
}

/** As `gatehouse run` wrote it: redacted, and cut when it was long. */
export interface SpooledBody extends Body {
  /** Bytes before it was cut. */
  size: number;
  redactions: Readonly<Record<string, number>>;
}

export interface SpooledRun {
  run: string;
  plugin: string;
  server: string;
  agent: AgentId;
  agentVersion?: string;
  project?: string;
  pid: number;
  isCaged: boolean;
  host?: string;
}

/** Reads one spool line by line, as a `TranscriptReader` reads a transcript. Never throws. */
export interface SpoolReader {
  read(text: string, line: number): readonly SpoolObservation[];
  /** The run as its first line told it, as JSON; empty before that. */
  state(): string;
}

/** Spools are found, followed and taken in as transcripts are; their lines name agent and supplier themselves. */
export interface SpoolFormat {
  agent: AgentId;
  roots(): readonly string[];
  accepts(relative: string): boolean;
  open(file: TranscriptFile, state?: string): SpoolReader;
  attribute(call: never, table: SupplierTable): never;
}

const spoolName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jsonl$/i;

export function isSpoolName(name: string): boolean {
  return spoolName.test(name);
}

/** `data` is Gatehouse's data folder. */
export function spoolFormat(data: string): SpoolFormat {
  return {
    // Each fact names its own.
    agent: agentIds[0],
    roots: () => [spoolFolder(data)],
    accepts: isSpoolName,
    open: (_file, state) => spoolReader(state),
    attribute() {
      throw new TypeError('Spools name their supplier themselves.');
    },
  };
}

/** Ids and names longer than any there is: whoever wrote them means no good. */
const MOST = 1_024;

function spoolReader(state = ''): SpoolReader {
  let run = runFrom(state);
  return {
    read(text, line) {
      if (text.trim() === '') return [];
      const problem = (message: string): SpoolProblem[] => [
        { kind: 'problem', code: 'spool-line-invalid', message, line },
      ];
      const read = spoolLineSchema.safeParse(parsed(text));
      if (!read.success) {
        const [issue] = read.error.issues;
        return problem(`The line is no spool line: ${(issue?.path ?? []).join('.') || 'it'} is wrong.`.slice(0, 200));
      }
      const spooled = read.data;
      if (namesOf(spooled).some((name) => name.length > MOST)) return problem('A name in the line is too long.');
      if (spooled.kind === 'run') {
        run = runOf(spooled);
        return run === undefined ? problem('The run names no agent, and its plugin does not tell it.') : [];
      }
      if (run === undefined) return problem('The line stands before the one that names its run.');
      return [spooled.kind === 'start' ? startFrom(spooled, run) : endFrom(spooled, run)];
    },
    state: () => (run === undefined ? '' : JSON.stringify(run)),
  };
}

/** What was kept of a run; undefined when nothing was. */
export function runFrom(state: string): SpooledRun | undefined {
  return state === '' ? undefined : (JSON.parse(state) as SpooledRun);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function namesOf(line: SpoolLine): string[] {
  if (line.kind === 'end') return [line.call];
  if (line.kind === 'start') return [line.call, line.tool, line.session ?? '', line.decision.rule ?? ''];
  return [line.run, line.plugin, line.server, line.agentVersion ?? ''];
}

function runOf(line: SpoolLine & { kind: 'run' }): SpooledRun | undefined {
  const { run, plugin, server, agentVersion, project, pid, caged, host } = line;
  const agent = line.agent ?? agentIds.find((each) => plugin.startsWith(`${each}:`));
  if (agent === undefined) return undefined;
  return {
    ...{ run, plugin, server, agent, pid, isCaged: caged },
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(project === undefined ? {} : { project }),
    ...(host === undefined ? {} : { host }),
  };
}

function startFrom(line: SpoolLine & { kind: 'start' }, run: SpooledRun): SpooledStart {
  const { call: callId, session, at, tool, decision, args, argsBytes, redactions } = line;
  return {
    ...{ kind: 'runtime-start', agent: run.agent, run, callId, at, tool, decision },
    ...(session === undefined || session === '' ? {} : { session }),
    ...(args === undefined ? {} : { args: bodyOf(args, argsBytes, redactions) }),
  };
}

function endFrom(line: SpoolLine & { kind: 'end' }, run: SpooledRun): SpooledEnd {
  const { call: callId, at, outcome, durationMs, result, resultBytes, redactions, refused } = line;
  return {
    ...{ kind: 'runtime-end', agent: run.agent, callId, at, outcome, durationMs: Math.max(0, durationMs) },
    ...(result === undefined ? {} : { result: bodyOf(result, resultBytes, redactions) }),
    ...(refused === undefined || refused.length === 0 ? {} : { refused }),
  };
}

function bodyOf(text: string, bytes: number | undefined, redactions: SpooledBody['redactions'] = {}): SpooledBody {
  const size = Math.max(bytes ?? 0, Buffer.byteLength(text));
  // What was cut is JSON no longer.
  const isJson = size === Buffer.byteLength(text) && parsed(text) !== undefined;
  return { format: isJson ? 'json' : 'text', text, size, redactions };
}
