import type { Change } from '#contract/changes';
import { parsePluginId } from '#contract/plugin-id';
import { countOf } from './words.ts';

/** Who wrote it, as far as we know. */
export function writerOf(change: Change): string {
  if (change.kind === 'outside' || change.asked === 'watcher') return 'Another program';
  return change.asked === 'terminal' ? 'Gatehouse, terminal' : 'Gatehouse, you';
}

/** The plugin's own name out of its id, with the part of it that was switched. */
export function subjectOf(change: Change): string {
  if (change.members !== undefined) return countOf(change.members.length, 'plugin');
  if (change.plugin === undefined) return 'A file';
  const name = parsePluginId(change.plugin)?.name ?? change.plugin;
  return change.component === undefined ? name : `${change.component.name} of ${name}`;
}

export function deedOf(change: Change): string {
  const where = change.scope === undefined ? '' : `, ${change.scope} settings`;
  const { group } = change;
  if (group !== undefined)
    return group.files === 1 ? group.label : `${group.label}, file ${group.file} of ${group.files}`;
  if (change.kind === 'outside') return `Overwrote what we wrote${where}`;
  if (change.kind === 'undo') return `Put back${where}`;
  if (change.kind === 'guard') return `Guard${where}`;
  return `${change.enable === false ? 'Disable' : 'Enable'}${where}`;
}

export type Outcome = 'writing' | 'failed' | 'undone' | 'overwritten' | 'verified' | 'unverified';

export function outcomeOf(change: Change): Outcome {
  if (change.state === 'started') return 'writing';
  if (change.state === 'failed') return 'failed';
  if (change.state === 'undone' || change.undoneBy !== undefined) return 'undone';
  if (change.kind === 'outside') return 'overwritten';
  return change.verified ? 'verified' : 'unverified';
}

export const outcomeWords: Record<Outcome, string> = {
  writing: 'Writing',
  failed: 'Failed',
  undone: 'Undone',
  overwritten: 'Overwritten',
  verified: 'Verified',
  unverified: 'Not verified',
};

/** Our own write that stands: applied, not an undo itself, not put back yet. */
export function isUndoable(change: Change): boolean {
  const isOurs = change.kind === 'switch' || change.kind === 'guard';
  return isOurs && change.state === 'applied' && change.applied && change.undoneBy === undefined;
}

export interface Day {
  /** `Today`, `Yesterday` or the weekday; then the date. */
  name: string;
  date: string;
  changes: Change[];
}

/** Keeps the order given; a new day starts where the local date changes. */
export function daysOf(changes: readonly Change[], now: Date): Day[] {
  const days: Day[] = [];
  for (const change of changes) {
    const at = new Date(change.at);
    const date = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
    const last = days.at(-1);
    if (last?.date === date) last.changes.push(change);
    else days.push({ name: dayName(at, now), date, changes: [change] });
  }
  return days;
}

function dayName(at: Date, now: Date): string {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const ago = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (ago === 0) return 'Today';
  return ago === 1 ? 'Yesterday' : at.toLocaleDateString('en-GB', { weekday: 'long' });
}
