import type { MethodName } from '#contract/methods';
import type { PluginSet } from '#contract/sets';
import type { Handlers } from '#rpc/server';
import type { PluginSets } from './plugin-sets.ts';

type SetHandlers = Pick<Handlers, Extract<MethodName, `sets.${string}`>>;

export function setHandlers(sets: () => Promise<PluginSets>): SetHandlers {
  return {
    'sets.list': async ({ project }) => (await sets()).list(project),
    'sets.save': async (wanted) => ({ set: known(await (await sets()).save(wanted)) }),
    'sets.rename': async ({ to, ...which }) => ({ set: known(await (await sets()).rename(which, to)) }),
    'sets.delete': async (which) => ({ set: known(await (await sets()).delete(which)) }),
    'sets.plan': async (which) => (await sets()).plan(which),
  };
}

/** Keys that the file has besides stay in the file. */
function known({ name, project, mode, agents, on, savedAt }: PluginSet): PluginSet {
  return { name, project, mode, agents, on, savedAt };
}
