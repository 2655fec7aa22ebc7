import { asRecord, asString } from '#agents/shapes';
import type { Observation, ServerNote, TranscriptFile, TranscriptReader } from '#agents/transcript';
import { optional } from './install-records.ts';

/**
 * The log Claude Code always writes of each MCP server (seen with 2.1.330: `mcp-logs-<server>/<time>.jsonl`). The
 * folder's name is the server's with other characters as `-`, so a plugin's server is `plugin-<plugin>-<server>` and
 * cannot be split for sure; calls are joined by comparing names written the same way.
 */
export function openServerLog(file: TranscriptFile, json?: string): TranscriptReader {
  const server = /(?:^|\/)mcp-logs-([^/]+)\//.exec(file.relative)?.[1] ?? '';
  /** When calls of each tool began that have not ended yet. */
  const begun = new Map<string, number[]>(begunIn(json));
  return {
    skipped: new Map(),
    state: () => JSON.stringify([...begun]),
    read(text, line) {
      if (text.trim() === '') return [];
      const record = asRecord(parsed(text));
      if (record === undefined) {
        return [
          { kind: 'problem', code: 'transcript-line-invalid', line, message: 'The line is no valid JSON object.' },
        ];
      }
      const session = asString(record['sessionId']);
      const at = Date.parse(asString(record['timestamp']) ?? '');
      if (session === undefined || Number.isNaN(at)) return [];
      const said = asString(record['debug']) ?? asString(record['error']) ?? '';
      const note = noteOf(said, at, record['error'] !== undefined, begun);
      return note === undefined ? [] : [{ kind: 'server', session, at, server, ...note } satisfies Observation];
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function begunIn(json: string | undefined): [string, number[]][] {
  const value = json === undefined || json === '' ? [] : parsed(json);
  return Array.isArray(value) ? (value as [string, number[]][]) : [];
}

type Said = Pick<ServerNote, 'what' | 'tool' | 'durationMs' | 'message'>;

function noteOf(said: string, at: number, isError: boolean, begun: Map<string, number[]>): Said | undefined {
  const called = /^Calling MCP tool: (.+)$/.exec(said)?.[1];
  if (called !== undefined) {
    begun.set(called, [...(begun.get(called) ?? []), at].slice(-50));
    return { what: 'called', tool: called };
  }
  const [, tool, how, told] = /^Tool '(.+?)' (completed successfully in|failed after) ([^:]+)/.exec(said) ?? [];
  if (tool !== undefined && told !== undefined) {
    const [from, ...rest] = begun.get(tool) ?? [];
    if (rest.length === 0) begun.delete(tool);
    else begun.set(tool, rest);
    const failed = how === 'failed after';
    const message = failed ? said.slice(said.indexOf(':') + 1).trim() : undefined;
    return {
      what: failed ? 'failed' : 'finished',
      tool,
      ...optional('durationMs', durationOf(told, from, at)),
      ...optional('message', message),
    };
  }
  if (said.startsWith('Successfully connected')) return { what: 'connected' };
  if (/^Connection (?:failed|error|timed out)/i.test(said)) return { what: 'not-started', message: said };
  if (/^Server stderr/i.test(said)) return { what: 'stderr', message: said };
  return isError ? { what: 'not-started', message: said } : undefined;
}

/** Told in whole units; from a second on the times of the two lines are closer. */
function durationOf(told: string, from: number | undefined, at: number): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s?(ms|s|m)\b/.exec(told) ?? [];
  if (unit === 'ms') return Number(number);
  if (from !== undefined) return Math.max(0, at - from);
  if (number === undefined) return undefined;
  return Number(number) * (unit === 'm' ? 60_000 : 1_000);
}
