import type { Changes } from '#changes/changes';
import type { BulkOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { type PluginSet, type SavedSet, type SetView, setNameSchema } from '#contract/sets';
import { setsFile } from './sets-file.ts';

export interface SetsOptions {
  data: string;
  /** All plugins as the disk says now. */
  look(project: string | null): Promise<readonly Plugin[]>;
  changes(): Promise<Pick<Changes, 'planMany'>>;
  now(): Date;
}

export interface SetName {
  name: string;
  project: string | null;
}

/** Named sets of plugins: of the user scope, or of one project. Switching to one is a change of several plugins. */
export interface PluginSets {
  /** By name, with how they differ from what is on now. `problem`: the file cannot be used. */
  list(project: string | null): Promise<{ sets: SetView[]; problem?: string }>;
  /** Throws AppError `conflict` when there is one of that name and it is not to be replaced. */
  save(wanted: SavedSet): Promise<PluginSet>;
  /** Throws AppError `not_found`, `conflict` for a name that is taken, `bad_request` for one that is none. */
  rename(which: SetName, to: string): Promise<PluginSet>;
  /** Gives what was taken out, so that it can be saved again. Throws AppError `not_found`. */
  delete(which: SetName): Promise<PluginSet>;
  /** Works out what switching to it would write; writes nothing. Throws AppError `not_found`. */
  plan(which: SetName): Promise<BulkOutcome>;
}

export function createPluginSets({ data, look, changes, now }: SetsOptions): PluginSets {
  const file = setsFile(data);
  const find = (which: SetName): PluginSet => {
    const { sets, problem } = file.read();
    if (problem !== undefined) throw new AppError('unavailable', problem);
    return mustBeThere(sets, which);
  };

  return {
    async list(project) {
      const { sets, problem } = file.read();
      if (problem !== undefined) return { sets: [], problem };
      const own = sets.filter((each) => each.project === project);
      const rows = own.length === 0 ? [] : await look(project);
      return { sets: own.map((set) => viewOf(set, rows)).toSorted((a, b) => a.name.localeCompare(b.name, 'en')) };
    },
    async save({ replace, on, ...wanted }) {
      const ids = on ?? onNow(await look(wanted.project), wanted.agents);
      const set: PluginSet = { ...wanted, on: [...new Set(ids)], savedAt: now().toISOString() };
      return file.change((sets) => {
        const old = sets.find((each) => isNamed(each, set));
        if (old !== undefined && !replace) throw taken(set.name);
        const made = { ...old, ...set };
        return { sets: [...sets.filter((each) => each !== old), made], result: made };
      });
    },
    async rename(which, to) {
      const name = setNameSchema.safeParse(to);
      if (!name.success) throw new AppError('bad_request', name.error.issues[0]?.message ?? 'That is no name.');
      return file.change((sets) => {
        const old = mustBeThere(sets, which);
        const made = { ...old, name: name.data };
        if (sets.some((each) => each !== old && isNamed(each, made))) throw taken(made.name);
        return { sets: sets.map((each) => (each === old ? made : each)), result: made };
      });
    },
    delete: (which) =>
      file.change((sets) => {
        const old = mustBeThere(sets, which);
        return { sets: sets.filter((each) => each !== old), result: old };
      }),
    async plan(which) {
      const set = find(which);
      const rows = await look(set.project);
      const { differs, missing } = viewOf(set, rows);
      const gone = missing.map((id) => ({ id, name: id, code: 'not-found', reason: 'It is not installed any more.' }));
      if (differs.length === 0) return { ok: false, reason: `Everything is as “${set.name}” says.`, leftOut: gone };
      const wishes = differs.map(({ id, enable }) => ({ id, enable }));
      const label = `Switch to “${set.name}”`;
      const outcome = await (await changes()).planMany({ wishes, project: set.project, label });
      if (!outcome.ok) return { ...outcome, leftOut: [...outcome.leftOut, ...gone] };
      return { ...outcome, plan: { ...outcome.plan, leftOut: [...outcome.plan.leftOut, ...gone] } };
    },
  };
}

function onNow(rows: readonly Plugin[], agents: readonly string[]): string[] {
  return rows.flatMap((row) => (row.effective.enabled && agents.includes(row.agent) ? [row.id] : []));
}

/** What it would change, by what each agent's own list says; what has no switch is none of its business unless it is named. */
function viewOf(set: PluginSet, rows: readonly Plugin[]): SetView {
  const on = new Set(set.on);
  const there = new Set(rows.map((row) => row.id));
  const differs = rows.flatMap((row) => {
    const isMeant = on.has(row.id) || (set.mode === 'only' && set.agents.includes(row.agent) && row.switch.can);
    const enable = on.has(row.id);
    return isMeant && row.effective.enabled !== enable ? [{ id: row.id, name: row.name, enable }] : [];
  });
  const { name, project, mode, agents, savedAt } = set;
  const missing = set.on.filter((id) => !there.has(id));
  return { ...{ name, project, mode, agents, on: set.on, savedAt }, differs, missing };
}

/** Names that differ only in case would be told apart by nobody. */
function isNamed(set: PluginSet, { name, project }: SetName): boolean {
  return set.project === project && set.name.toLowerCase() === name.trim().toLowerCase();
}

function mustBeThere(sets: readonly PluginSet[], which: SetName): PluginSet {
  const found = sets.find((each) => isNamed(each, which));
  if (found !== undefined) return found;
  const where = which.project === null ? 'the user scope' : which.project;
  throw new AppError('not_found', `There is no set “${which.name}” for ${where}.`);
}

function taken(name: string): AppError {
  return new AppError('conflict', `There is a set “${name}” already. Replace it, or take another name.`);
}
