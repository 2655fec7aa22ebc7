import type { Guards } from '#app/core';
import { AppError } from '#contract/errors';
import { exit, type Invocation, theOnly, UsageError } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell } from '../text.ts';
import { carryOut } from './switch.ts';

/** Has an agent start a server through `gatehouse run`. */
export async function guard({ operands, flags }: Invocation, output: Output): Promise<number> {
  const id = theOnly(operands, 'plugin id');
  const core = await openCore(flags, output);
  try {
    const guards = await core.guards();
    const outcome = await guards.plan(id, flags.server, flags.project ?? null);
    return await carryOut(outcome, guards, flags, output);
  } finally {
    await core.close();
  }
}

/** Puts an agent's own entries back. */
export async function unguard({ operands, flags }: Invocation, output: Output): Promise<number> {
  const isAll = flags.all === true;
  if (isAll === operands.length > 0) throw new UsageError('Name one plugin id, or give --all.');
  const id = isAll ? undefined : theOnly(operands, 'plugin id');
  const core = await openCore(flags, output);
  try {
    const guards = await core.guards();
    const kept = guards.list();
    for (const path of kept.unreadable) output.log(`${path} cannot be read.`);
    const wanted = kept.guards.filter(
      ({ plugin, server }) => isAll || (plugin === id && (flags.server ?? server) === server),
    );
    if (wanted.length === 0 && !isAll) throw new AppError('not_found', `No server of ${id} is guarded.`);
    if (wanted.length === 0 && !output.json) output.print('Nothing is guarded.');
    let worst: number = kept.unreadable.length > 0 ? exit.failed : exit.done;
    for (const each of wanted) {
      const outcome = await guards.planBack(each);
      if (!output.json) output.print(`${cell(each.server)} of ${cell(each.plugin)}:`);
      const apply: Pick<Guards, 'apply'> = { apply: (planId) => guards.applyBack(each, planId) };
      worst = Math.max(worst, await carryOut(outcome, apply, flags, output));
    }
    return worst;
  } finally {
    await core.close();
  }
}
