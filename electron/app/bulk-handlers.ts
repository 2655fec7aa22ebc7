import type { EventName, Payload } from '#contract/events';
import type { Handlers } from '#rpc/server';
import type { Core } from './core.ts';

type Bulk = 'changes.planMany' | 'changes.applyMany' | 'changes.planUndoGroup';

/** Switching several plugins as one change. */
export function bulkHandlers(
  core: () => Pick<Core, 'changes'>,
  emit: <E extends EventName>(event: E, payload: Payload<E>) => void,
): Pick<Handlers, Bulk> {
  return {
    'changes.planMany': async ({ ids, enable, project, scope }) => {
      const wishes = ids.map((id) => ({ id, enable }));
      return (await core().changes()).planMany({ wishes, project, scope });
    },
    'changes.planUndoGroup': async ({ group }) => (await core().changes()).planUndoGroup(group),
    'changes.applyMany': async ({ planId }, { signal }) => {
      const progress = (done: number, total: number) => emit('changes.progress', { planId, done, total });
      return (await core().changes()).applyMany(planId, { signal, progress });
    },
  };
}
