import { asArray, asRecord, asString } from '#agents/shapes';
import type { Observation, ServerNote, TranscriptFile, TranscriptReader } from '#agents/transcript';
import { optional } from './install-records.ts';
import { parsedLine } from './transcript-json.ts';

/** Of one tool; more calls that run at a time are not told apart. */
const MOST_BEGUN = 50;

/**
 * The log Claude Code always writes of each MCP server (seen with 2.1.330 on Linux: `mcp-logs-<server>/<time>.jsonl`).
 * The folder's name is the server's with other characters as `-`, so a plugin's server is `plugin-<plugin>-<server>`
 * and cannot be split for sure; calls are joined by comparing names written the same way.
 */
export function openServerLog(file: TranscriptFile, json?: string): TranscriptReader {
  const server = /(?:^|\/)mcp-logs-([^/]+)\//.exec(file.relative)?.[1] ?? '';
  const state = readLogState(json ?? '');
  return {
    skipped: new Map(),
    state: () => JSON.stringify({ isConnected: state.isConnected, begun: [...state.begun] }),
    read(text, line) {
      if (text.trim() === '') return [];
      const record = asRecord(parsedLine(text));
      if (record === undefined) {
        return [
          { kind: 'problem', code: 'transcript-line-invalid', line, message: 'The line is no valid JSON object.' },
        ];
      }
      const session = asString(record['sessionId']);
      const at = Date.parse(asString(record['timestamp']) ?? '');
      if (session === undefined || Number.isNaN(at)) return [];
      const error = asString(record['error']);
      const said = noteOf(asString(record['debug']) ?? error ?? '', at, error !== undefined, state);
      const note: Observation[] = said === undefined ? [] : [{ kind: 'server', session, at, server, ...said }];
      return note;
    },
  };
}

interface LogState {
  /** Since the last connection attempt. */
  isConnected: boolean;
  /** When calls of each tool began that have not ended yet, in ms since 1970. */
  begun: Map<string, number[]>;
}

function readLogState(json: string): LogState {
  const record = asRecord(parsedLine(json));
  const begun = (asArray(record?.['begun']) ?? []).flatMap((each): [string, number[]][] => {
    const [tool, times] = asArray(each) ?? [];
    const numbers = (asArray(times) ?? []).filter((time) => typeof time === 'number');
    return typeof tool === 'string' && numbers.length > 0 ? [[tool, numbers]] : [];
  });
  return { isConnected: record?.['isConnected'] === true, begun: new Map(begun) };
}

type Said = Pick<ServerNote, 'what' | 'tool' | 'durationMs' | 'message'>;

function noteOf(said: string, at: number, isError: boolean, state: LogState): Said | undefined {
  const called = /^Calling MCP tool: (.+)$/.exec(said)?.[1];
  if (called !== undefined) {
    state.begun.set(called, [...(state.begun.get(called) ?? []), at].slice(-MOST_BEGUN));
    return { what: 'called', tool: called };
  }
  return ended(said, at, state) ?? ofServer(said, isError, state);
}

function ended(said: string, at: number, state: LogState): Said | undefined {
  const [, tool, how, told = ''] = /^Tool '(.+?)' (completed successfully in|failed after) ([^:]+)/.exec(said) ?? [];
  if (tool === undefined) return undefined;
  const durationMs = durationOf(told, tool, at, state);
  if (how !== 'failed after') return { what: 'finished', tool, ...optional('durationMs', durationMs) };
  const message = said.slice(said.indexOf(told) + told.length + 1).trim();
  return { what: 'failed', tool, message, ...optional('durationMs', durationMs) };
}

/** About the server itself, without a tool. An error after it was connected is no failed start. */
function ofServer(said: string, isError: boolean, state: LogState): Said | undefined {
  if (said.startsWith('Starting connection')) state.isConnected = false;
  if (said.startsWith('Successfully connected')) {
    state.isConnected = true;
    return { what: 'connected' };
  }
  if (/^(?:Server stderr|stderr of the)/i.test(said)) return { what: 'stderr', message: said };
  if (/^Connection (?:failed|error|timed out)/i.test(said)) return { what: 'not-started', message: said };
  if (!isError) return undefined;
  return { what: state.isConnected ? 'failed' : 'not-started', message: said };
}

/**
 * Told in whole units: from a second on the times of the two lines are closer. Of several calls that ran at a time, the
 * one whose beginning fits the told duration best has ended.
 */
function durationOf(told: string, tool: string, at: number, { begun }: LogState): number | undefined {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)\s?(ms|s|m|h)\b/.exec(told) ?? [];
  const ms = number === undefined ? undefined : Number(number) * (unitMs[unit] ?? 1);
  const open = begun.get(tool) ?? [];
  const distance = (from: number) => (ms === undefined ? 0 : Math.abs(at - from - ms));
  const from = open.toSorted((a, b) => distance(a) - distance(b))[0];
  if (from !== undefined) {
    const left = open.toSpliced(open.indexOf(from), 1);
    if (left.length === 0) begun.delete(tool);
    else begun.set(tool, left);
  }
  if (unit === 'ms' && ms !== undefined) return ms;
  // `0s` without its beginning says nothing.
  return from === undefined ? ms || undefined : Math.max(0, at - from);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
