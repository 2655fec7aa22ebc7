import type { SpoolLine } from '#contract/spool';
import { noon } from './call-facts.ts';

type Line<K extends SpoolLine['kind']> = Extract<SpoolLine, { kind: K }>;

export const run = '0b0e2f4c-7d3a-4c1e-9a55-2f6a1c9d0e11';

/** Lines as `gatehouse run` writes them. */
export function runLine(more: Partial<Line<'run'>> = {}): Line<'run'> {
  const plugin = 'claude-code:mcp/files@user';
  return {
    ...{ v: 1, at: noon, kind: 'run', run, plugin, server: 'files', agent: 'claude-code' },
    ...{ project: '/work/site', pid: 2 ** 30, caged: true },
    ...more,
  };
}

export function startLine(call: string, more: Partial<Line<'start'>> = {}): Line<'start'> {
  const decision = { effect: 'allow', by: 'rule', rule: 'r1', reason: 'Reading is allowed.' } as const;
  return {
    ...{ v: 1, at: noon + 20, kind: 'start', call, session: 's1', tool: 'read_file', decision },
    args: `{"path":"/work/${call}"}`,
    ...more,
  };
}

export function endLine(call: string, more: Partial<Line<'end'>> = {}): Line<'end'> {
  return {
    ...{ v: 1, at: noon + 60, kind: 'end', call, outcome: 'ok', durationMs: 12.5, result: `{"text":"seen ${call}"}` },
    ...more,
  };
}

export function spoolText(...lines: readonly (SpoolLine | string)[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

/** Without a session the agent told the server nothing. */
export function withoutSession(line: Line<'start'>): Line<'start'> {
  const { session: _session, ...rest } = line;
  return rest;
}
