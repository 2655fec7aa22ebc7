import type { Changes } from '#app/core';
import { type Change, type Plan, type PlanOutcome, switchScopes } from '#contract/changes';
import { exit, type Flags, type Invocation, oneOf, theOnly, UsageError } from '../arguments.ts';
import { isAgreed } from '../ask-yes.ts';
import { type Output, openCore } from '../session.ts';
import { diffText, visible } from '../text.ts';
import { carryOutMany } from './bulk.ts';

export async function enable(invocation: Invocation, output: Output): Promise<number> {
  return flip(invocation, output, true);
}

export async function disable(invocation: Invocation, output: Output): Promise<number> {
  return flip(invocation, output, false);
}

export async function undo({ flags, operands }: Invocation, output: Output): Promise<number> {
  const changeId = theOnly(operands, 'change; "gatehouse changes" lists them');
  return withChanges(flags, output, async (changes) => {
    const group = await changes.groupOf(changeId);
    if (group !== undefined) return carryOutMany(await changes.planUndoGroup(group), changes, flags, output);
    return carryOut(await changes.planUndo(changeId), changes, flags, output);
  });
}

function flip({ flags, operands }: Invocation, output: Output, wanted: boolean): Promise<number> {
  const [id, ...others] = operands;
  if (id === undefined) throw new UsageError('Name at least one plugin id.');
  const scope = oneOf('scope', flags.scope, switchScopes);
  const component = partNamed(flags);
  if (others.length > 0 && component !== undefined) {
    throw new UsageError('--server, --skill and --hook switch a part of one plugin; name one id.');
  }
  const { project = null } = flags;
  return withChanges(flags, output, async (changes) => {
    if (others.length > 0) {
      const wishes = operands.map((each) => ({ id: each, enable: wanted }));
      return carryOutMany(await changes.planMany({ wishes, project, scope }), changes, flags, output);
    }
    const outcome = await changes.plan({
      id,
      enable: wanted,
      project,
      ...(scope === undefined ? {} : { scope }),
      ...(component === undefined ? {} : { component }),
    });
    return carryOut(outcome, changes, flags, output);
  });
}

function partNamed(flags: Flags): { kind: 'mcp-server' | 'skill' | 'hook'; name: string } | undefined {
  const named = [
    ...(flags.server === undefined ? [] : [{ kind: 'mcp-server' as const, name: flags.server }]),
    ...(flags.skill === undefined ? [] : [{ kind: 'skill' as const, name: flags.skill }]),
    ...(flags.hook === undefined ? [] : [{ kind: 'hook' as const, name: flags.hook }]),
  ];
  if (named.length > 1) throw new UsageError('Name one part: --server, --skill or --hook.');
  return named[0];
}

/** The changes of a core that ends with the work; what others overwrite meanwhile is told. */
export async function withChanges(
  flags: Flags,
  output: Output,
  work: (changes: Changes) => Promise<number>,
): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const changes = await core.changes();
    changes.onRecorded((change) => {
      if (change.kind === 'outside') output.log(driftText(change));
    });
    return await work(changes);
  } finally {
    // Waits for the second look, which tells above what it finds.
    await core.close();
  }
}

/** What the second look found. The first lines of the result are on stdout by then. */
function driftText(change: Change): string {
  return [change.note ?? 'Another program overwrote this.', diffText(change.diff)].map(visible).join('\n');
}

/** Shows a plan and writes it after a yes. */
export async function carryOut(
  outcome: PlanOutcome,
  changes: Pick<Changes, 'apply'>,
  flags: Flags,
  output: Output,
): Promise<number> {
  if (!outcome.ok) {
    if (output.json) output.document({ refused: outcome.refusal });
    else output.log(`Refused: ${visible(outcome.refusal.reason)}`);
    return exit.refused;
  }
  const { plan } = outcome;
  if (!output.json) output.print(planText(plan));
  if (flags['dry-run'] === true) {
    if (output.json) output.document({ change: plannedDocument(plan) });
    return exit.done;
  }
  if (!(await isAgreed(flags, output, 'Write this?'))) {
    if (output.json) output.document({ change: plannedDocument(plan) });
    output.log('Nothing was written. Say yes at the prompt, or give --yes.');
    return exit.badUsage;
  }
  const change = await changes.apply(plan.planId);
  if (output.json) output.document({ change: changeDocument(change) });
  else output.print(changeText(change));
  return change.applied ? exit.done : exit.failed;
}

function planText(plan: Plan): string {
  const others = plan.options.filter((option) => option.scope !== plan.scope);
  return [
    diffText(plan.diff),
    '',
    ...plan.options
      .filter((option) => option.scope === plan.scope)
      .map((option) => `${option.scope}: ${option.reason}`),
    ...others.map((option) => `${option.scope} instead: ${option.reason}`),
    ...plan.runs,
    ...plan.afterwards,
  ]
    .map(visible)
    .join('\n');
}

function plannedDocument(plan: Plan) {
  return {
    id: null,
    file: plan.file,
    diff: plan.diff,
    applied: false,
    verified: false,
    scope: plan.scope,
    options: plan.options,
  };
}

function changeDocument({ id, file, diff, applied, verified, effective, note, scope }: Change) {
  return {
    id,
    file,
    diff,
    applied,
    verified,
    effective,
    ...(note === undefined ? {} : { note }),
    ...(scope ? { scope } : {}),
  };
}

function changeText(change: Change): string {
  if (!change.applied) return `Not written: ${visible(change.note ?? 'unknown reason')}`;
  const outcome = change.verified
    ? `verified: ${change.effective ?? 'done'}`
    : `written, but not verified: ${change.note ?? ''}`;
  return `Done, ${visible(outcome)}. "gatehouse undo ${change.id}" puts it back.`;
}
