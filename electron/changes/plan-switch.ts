import { randomUUID } from 'node:crypto';
import type { SwitchOption as AgentOption, SwitchDecision } from '#agents/agent-module';
import type { Plan, PlanOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type { Plugin } from '#contract/plugin';
import { type FileState, readFileState } from '#platform/file-state';
import { decodeText, spliceText } from './config-text.ts';
import { type FindSecrets, shownDiff } from './hidden-values.ts';
import type { PlannedWrite } from './planned-write.ts';
import { whatRuns } from './what-runs.ts';

type SwitchOption = Plan['options'][number];

/** One edit of an agent's file that is no switch: what it is for stands in words. */
export interface EditRequest {
  plugin: Plugin;
  project: string | null;
  component: { kind: 'mcp-server'; name: string };
  decision: SwitchDecision;
  runs: string[];
  /** As of the write that is planned. */
  first?: PlannedWrite['first'];
}

export type Planned = { ok: true; write: PlannedWrite } | Extract<PlanOutcome, { ok: false }>;

/** Turns an agent's decision into one shown, exact write; or the reason why none can be made. Writes nothing. */
export function planSwitch(
  request: Input<'changes.plan'>,
  plugin: Plugin,
  decision: SwitchDecision,
  find: FindSecrets,
): Planned {
  const options = decision.options.map(shown);
  if (!decision.ok) return refuse(decision.code, decision.reason, options);
  const chosen = choose(request, decision.options);
  if (!chosen.ok) return refuse(chosen.code, chosen.reason, options);
  const { option } = chosen;
  const { edit } = option;
  try {
    const before = readFileState(edit.file);
    const text = before.bytes === null ? '' : decodeText(before.bytes);
    if (text === undefined) return refuse('broken-file', `${before.path} is not UTF-8 text; mend it first.`, options);
    const spliced = spliceText(edit.format, text, edit.operation);
    if (!spliced.ok) return refuse('broken-file', `${before.path}: ${spliced.reason}`, options);
    if (spliced.noop) return refuse('already', `${before.path} says so already.`, options);
    const afterwards = decision.afterwards;
    return {
      ok: true,
      write: switchWrite(request, plugin, option, { before, after: spliced.text, options, afterwards, find }),
    };
  } catch (error) {
    if (error instanceof AppError) return refuse('broken-file', error.message, options);
    throw error;
  }
}

/** Turns an agent's decision on routing a server into one shown, exact write. Writes nothing. */
export function planGuard(
  { plugin, project, component, decision, runs, first }: EditRequest,
  find: FindSecrets,
): Planned {
  const request = { id: plugin.id, enable: true, project, component };
  const planned = planSwitch(request, plugin, decision, find);
  if (!planned.ok) return planned;
  const { write } = planned;
  return { ok: true, write: { ...write, kind: 'guard', isGuard: true, first, plan: { ...write.plan, runs } } };
}

interface Made {
  before: FileState;
  after: string;
  options: SwitchOption[];
  afterwards: string[];
  find: FindSecrets;
}

function switchWrite(request: Input<'changes.plan'>, plugin: Plugin, option: AgentOption, made: Made): PlannedWrite {
  const { before, options, afterwards, find } = made;
  const { edit } = option;
  const after = Buffer.from(made.after);
  return {
    kind: 'switch',
    file: edit.file,
    before,
    after,
    format: edit.format,
    operation: edit.operation,
    mark: { operation: edit.operation, inEffect: true },
    agentLock: edit.lock,
    enabledBefore: plugin.effective.enabled,
    wanted: request.enable,
    plan: {
      planId: randomUUID(),
      id: request.id,
      ...(request.component === undefined ? {} : { component: request.component }),
      enable: request.enable,
      ...(request.project === null ? {} : { project: request.project }),
      scope: option.scope,
      options,
      file: before.path,
      fileHash: before.hash,
      diff: shownDiff({ file: before.path, format: edit.format, find }, before.bytes, after),
      runs: whatRuns(plugin, request.component, request.enable),
      afterwards,
    },
  };
}

type Choice = { ok: true; option: AgentOption } | { ok: false; code: string; reason: string };

/** The scope asked for, else the first that takes effect. */
export function choose(request: Pick<Input<'changes.plan'>, 'scope'>, options: readonly AgentOption[]): Choice {
  const option = options.find((each) =>
    request.scope === undefined ? each.takesEffect : each.scope === request.scope,
  );
  if (option === undefined) {
    const reason =
      request.scope === undefined
        ? 'No scope would take effect.'
        : `It has no switch in the ${request.scope} scope here.`;
    return { ok: false, code: 'no-such-scope', reason };
  }
  if (!option.takesEffect) return { ok: false, code: 'no-effect', reason: option.reason };
  return { ok: true, option };
}

function shown({ scope, edit, takesEffect, reason }: AgentOption): SwitchOption {
  return { scope, file: edit.file, takesEffect, reason };
}

export function refuse(code: string, reason: string, options: SwitchOption[]): Extract<PlanOutcome, { ok: false }> {
  return { ok: false, refusal: { code, reason, options } };
}
