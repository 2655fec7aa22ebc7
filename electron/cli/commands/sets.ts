import type { PluginSets } from '#app/plugin-sets';
import { agentIds } from '#contract/plugin-id';
import { type SavedSet, type SetView, savedSetSchema } from '#contract/sets';
import { exit, type Invocation, oneOf, UsageError } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns, visible } from '../text.ts';
import { carryOutMany } from './bulk.ts';

const usage =
  'Write "sets list", "sets save NAME [ID...]", "sets use NAME" or "sets delete NAME"; with --project they are those of that project.';

/** Named sets of plugins. Without ids what is on now is saved, and all else is off with it; with ids at least those are on. */
export async function sets(invocation: Invocation, output: Output): Promise<number> {
  const { operands, flags } = invocation;
  const [action, name, ...ids] = operands;
  const project = flags.project ?? null;
  const core = await openCore(flags, output);
  try {
    const kept = await core.sets();
    if (action === 'list' && name === undefined) return await list(kept, project, output);
    if (name === undefined || (ids.length > 0 && action !== 'save')) throw new UsageError(usage);
    if (action === 'save') return await save(kept, wantedSet(invocation, name, ids), output);
    if (action === 'use') {
      const wanted = (await kept.list(project)).sets.find(
        (each) => each.name.toLowerCase() === name.trim().toLowerCase(),
      );
      if (wanted?.differs.length === 0) return isSo(wanted, output);
      const changes = await core.changes();
      return await carryOutMany(await kept.plan({ name, project }), changes, flags, output);
    }
    if (action !== 'delete') throw new UsageError(usage);
    const set = await kept.delete({ name, project });
    if (output.json) output.document({ deleted: set });
    else output.print(`The set “${visible(set.name)}” is deleted. No plugin was switched.`);
    return exit.done;
  } finally {
    await core.close();
  }
}

/** To ask for what is so already is no failure. */
function isSo({ name, missing }: SetView, output: Output): number {
  if (output.json) output.document({ bulk: null, missing });
  else {
    const gone = missing.map((id) => `Left out: ${cell(id)}: It is not installed any more.`);
    output.print([`Everything is as “${visible(name)}” says.`, ...gone].join('\n'));
  }
  return exit.done;
}

function wantedSet({ flags }: Invocation, name: string, ids: readonly string[]): SavedSet {
  const agent = oneOf('agent', flags.agent, agentIds);
  const parsed = savedSetSchema.safeParse({
    ...{ name, project: flags.project ?? null, replace: flags.yes === true },
    mode: ids.length === 0 ? 'only' : 'at-least',
    agents: agent === undefined ? agentIds : [agent],
    ...(ids.length === 0 ? {} : { on: ids }),
  });
  if (!parsed.success) throw new UsageError(parsed.error.issues[0]?.message ?? usage);
  return parsed.data;
}

async function save(kept: PluginSets, wanted: SavedSet, output: Output): Promise<number> {
  const set = await kept.save(wanted);
  if (output.json) output.document({ set });
  else output.print(`Saved “${visible(set.name)}” with ${set.on.length} on. "gatehouse sets use" switches to it.`);
  return exit.done;
}

async function list(kept: PluginSets, project: string | null, output: Output): Promise<number> {
  const { sets: found, problem } = await kept.list(project);
  if (problem !== undefined) output.log(visible(problem));
  if (output.json) output.document({ sets: found, ...(problem === undefined ? {} : { problem }) });
  else if (found.length === 0) output.print('No set is saved. "gatehouse sets save NAME" saves what is on now.');
  else {
    const rows = found.map(({ name, mode, on, differs, missing }) => [
      ...[cell(name), mode === 'only' ? 'only these' : 'at least these', `${on.length} on`],
      ...[
        differs.length === 0 ? 'as it is now' : `${differs.length} differ`,
        missing.length === 0 ? '' : `${missing.length} gone`,
      ],
    ]);
    output.print(columns([['SET', 'MEANS', 'PLUGINS', 'NOW', ''], ...rows]));
  }
  return problem === undefined ? exit.done : exit.failed;
}
