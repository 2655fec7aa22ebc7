import { randomUUID } from 'node:crypto';
import type { AgentId } from '#contract/plugin-id';
import type { Decision } from '#contract/policy';
import { askDoors } from '#runtime/approval-client';
import type { CleanText } from '#runtime/call-recorder';
import type { ApprovalQuestion } from '#runtime/gate';
import { openDoors } from './approval-doors.ts';

export interface RunApprovalsOptions {
  data: string;
  about: { plugin: string; server: string; agent: AgentId; project: string };
  clean(json: string): CleanText;
  now(): number;
}

/** Characters of arguments that somebody is shown. */
const MOST_SHOWN = 16 * 1024;

/** Asks whoever has Gatehouse open; what was allowed for this session is not asked again. */
export function runApprovals({ data, about, clean, now }: RunApprovalsOptions) {
  const allowed = new Set<string>();
  return async (question: ApprovalQuestion, signal: AbortSignal): Promise<Decision> => {
    const { tool, session, decision } = question;
    const rule = decision.rule === undefined ? {} : { rule: decision.rule };
    const said = (effect: 'allow' | 'deny', by: Decision['by'], reason: string): Decision => ({
      effect,
      by,
      ...rule,
      reason,
    });
    if (allowed.has(tool)) return said('allow', 'approval', 'You allowed this tool for this session.');
    const args = question.args === undefined ? undefined : clean(question.args);
    const answer = await askDoors(
      openDoors(data),
      {
        ...{ id: randomUUID(), ...about, tool, reason: decision.reason, ...rule, at: now() },
        ...(session === undefined ? {} : { session }),
        ...(args === undefined ? {} : { args: args.text.slice(0, MOST_SHOWN).toWellFormed(), argsBytes: args.size }),
      },
      signal,
    );
    switch (answer) {
      case 'once':
        return said('allow', 'approval', 'You allowed this call.');
      case 'session':
        allowed.add(tool);
        return said('allow', 'approval', 'You allowed this tool for this session.');
      case 'always':
        return said('allow', 'approval', 'You allowed this tool from now on.');
      case 'deny':
        return said('deny', 'approval', 'You said no in Gatehouse.');
      case 'timeout':
        return said('deny', 'timeout', `${decision.reason} Nobody answered in Gatehouse in time.`);
      case undefined:
        return said('deny', 'no-app', `${decision.reason} Gatehouse is not open to ask for it: open it and try again.`);
    }
  };
}
