import { AppError } from '#contract/errors';
import type { Guard } from '#contract/guard';
import type { MethodName } from '#contract/methods';
import type { Handlers } from '#rpc/server';
import type { Guards } from './guards.ts';

type GuardHandlers = Pick<Handlers, Extract<MethodName, `guards.${string}`>>;

/** More plans than anybody looks at. */
const MOST_PLANS = 100;

/** Routing servers through Gatehouse, and back: a plan first, then its yes. */
export function guardHandlers(guards: () => Promise<Guards>): GuardHandlers {
  /** Plans that put an entry back, by id. */
  const back = new Map<string, Guard>();
  const planBack = async (id: string, server: string | undefined) => {
    const own = await guards();
    const guard = own.list().guards.find((each) => each.plugin === id && each.server === (server ?? each.server));
    if (guard === undefined) throw new AppError('not_found', `No server of ${id} is guarded.`);
    const outcome = await own.planBack(guard);
    if (outcome.ok) back.set(outcome.plan.planId, guard);
    for (const old of [...back.keys()].slice(0, -MOST_PLANS)) back.delete(old);
    return outcome;
  };
  return {
    'guards.list': async () => {
      const standing = await (await guards()).standing();
      return { guards: standing.map(({ plugin, server, project, at }) => ({ plugin, server, project, at })) };
    },
    'guards.plan': async ({ id, server, project, guard }) =>
      guard ? (await guards()).plan(id, server, project) : planBack(id, server),
    'guards.apply': async ({ planId }) => {
      const guard = back.get(planId);
      back.delete(planId);
      const own = await guards();
      return guard === undefined ? own.apply(planId) : own.applyBack(guard, planId);
    },
  };
}
