import { asString } from '#agents/shapes';
import type { CallEnd, ExplicitSource, Observation } from '#agents/transcript';
import { optional } from './install-records.ts';
import type { Envelope } from './transcript-envelope.ts';
import type { TranscriptState } from './transcript-state.ts';
import { encodedName } from './transcript-suppliers.ts';

/**
 * An answer is labelled with what fed it (seen with Claude Code 2.1.330): the MCP tool whose result came last, and the
 * skill that is loaded. The labels name the plugin without guessing. They say nothing about how a call ended, so they
 * come as ends of the lowest rank, which only add a supplier.
 */
export function labels({ session, record }: Envelope, state: TranscriptState): Observation[] {
  const named = (callId: string, explicit: ExplicitSource): CallEnd => {
    state.ended.delete(callId);
    return { kind: 'end', session, callId, rank: 0, outcome: 'unknown', explicit };
  };
  const found: Observation[] = [];
  const server = asString(record['attributionMcpServer']);
  const tool = asString(record['attributionMcpTool']);
  if (server !== undefined && tool !== undefined) {
    const name = encodedName(server, tool);
    const callId = lastEnded(state, (each) => each === name);
    const [, pluginName, own] = /^plugin:([^:]+):(.+)$/.exec(server) ?? [];
    if (callId !== undefined) {
      found.push(named(callId, { tool, server: own ?? server, ...optional('pluginName', pluginName) }));
    }
  }
  const skill = asString(record['attributionSkill']);
  const pluginName = asString(record['attributionPlugin']);
  if (skill !== undefined && pluginName !== undefined) {
    const callId = lastEnded(state, (each) => each === `Skill ${skill}` || `${pluginName}:${each.slice(6)}` === skill);
    if (callId !== undefined) found.push(named(callId, { pluginName, skill }));
  }
  return found;
}

function lastEnded({ ended }: TranscriptState, fits: (name: string) => boolean): string | undefined {
  return [...ended].findLast(([, name]) => fits(name))?.[0];
}
