import type { Changes } from '#app/core';
import type { BulkOutcome, BulkPlan, BulkResult } from '#contract/changes';
import { exit, type Flags } from '../arguments.ts';
import { isAgreed } from '../ask-yes.ts';
import type { Output } from '../session.ts';
import { cell, diffText, visible } from '../text.ts';

/** Shows a plan of several plugins, one diff for each file, and writes it after one yes. */
export async function carryOutMany(
  outcome: BulkOutcome,
  changes: Pick<Changes, 'applyMany'>,
  flags: Flags,
  output: Output,
): Promise<number> {
  if (!outcome.ok) {
    const { reason, leftOut } = outcome;
    if (output.json) output.document({ refused: { code: 'nothing', reason, options: [], leftOut } });
    else output.log([`Refused: ${visible(reason)}`, ...leftOut.map(leftOutText)].join('\n'));
    return exit.refused;
  }
  const { plan } = outcome;
  if (!output.json) output.print(planText(plan));
  if (flags['dry-run'] === true) {
    if (output.json) output.document({ bulk: plannedDocument(plan) });
    return exit.done;
  }
  const files = plan.writes.length === 1 ? 'Write this?' : `Write these ${plan.writes.length} files?`;
  if (!(await isAgreed(flags, output, files))) {
    if (output.json) output.document({ bulk: plannedDocument(plan) });
    output.log('Nothing was written. Say yes at the prompt, or give --yes.');
    return exit.badUsage;
  }
  const result = await changes.applyMany(plan.planId, {
    progress: (done, total) => {
      if (total > 1 && done < total) output.log(`Written ${done} of ${total} files`);
    },
  });
  if (output.json) output.document({ bulk: { ...plannedDocument(plan), ...resultDocument(result) } });
  else output.print(resultText(result));
  return result.unwritten.length === 0 ? exit.done : exit.failed;
}

function planText(plan: BulkPlan): string {
  return [
    visible(plan.label),
    ...plan.writes.flatMap(({ diff }) => ['', diffText(diff)]),
    '',
    ...plan.members.map(
      ({ id, from, enable, scope }) => `${cell(id)}: ${from} to ${enable ? 'enabled' : 'disabled'} (${scope})`,
    ),
    ...plan.leftOut.map(leftOutText),
    ...[...plan.runs, ...plan.afterwards].map(visible),
  ].join('\n');
}

function leftOutText({ id, reason }: BulkPlan['leftOut'][number]): string {
  return `Left out: ${cell(id)}: ${visible(reason)}`;
}

function plannedDocument({ label, writes, members, leftOut }: BulkPlan) {
  return { group: null, label, applied: false, files: writes, members, leftOut };
}

function resultDocument({ group, changes, unwritten }: BulkResult) {
  return {
    group,
    applied: unwritten.length === 0,
    verified: changes.every((each) => each.verified),
    changes,
    unwritten,
  };
}

function resultText({ group, changes, unwritten }: BulkResult): string {
  const unverified = changes.filter((each) => !each.verified);
  return [
    ...unverified.map((each) => `Written, but not verified: ${visible(each.note ?? each.file)}`),
    ...unwritten.map(({ file, reason }) => `Not written: ${visible(file)}: ${visible(reason)}`),
    `${unwritten.length === 0 ? 'Done' : 'Written in part'}${unverified.length === 0 ? ', verified' : ''}. "gatehouse undo ${group}" puts it back.`,
  ].join('\n');
}
