import type { Change } from '#contract/changes';
import { parsePluginId } from '#contract/plugin-id';
import { countOf } from './words.ts';

/** Who wrote it, as far as we know. */
export function writerOf(change: Change): string {
  if (isByOthers(change)) return 'Another program';
  return change.asked === 'terminal' ? 'Gatehouse, terminal' : 'Gatehouse, you';
}

export function isByOthers(change: Change): boolean {
  return change.kind === 'outside' || change.kind === 'drift' || change.asked === 'watcher';
}

export const byNames = ['all', 'ours', 'others'] as const;
export type ByName = (typeof byNames)[number];
export const byTitles: Record<ByName, string> = { all: 'All', ours: 'Ours', others: 'By others' };

export function isBy(change: Change, by: ByName): boolean {
  return by === 'all' || isByOthers(change) === (by === 'others');
}

/** Changes of which every word is found in a plugin, a file, or what is said of them. */
export function filterChanges(changes: readonly Change[], by: ByName, query: string): Change[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((each) => each !== '');
  return changes.filter((change) => {
    if (!isBy(change, by)) return false;
    if (words.length === 0) return true;
    const plugins = [change.plugin ?? '', ...(change.members ?? []).map(({ plugin }) => plugin)];
    const said = [subjectOf(change), deedOf(change), writerOf(change), outcomeWords[outcomeOf(change)]];
    const text = [...plugins, ...said, ...(change.deeds ?? []), change.file, change.id].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The plugin's own name out of its id, with the part of it that was switched. */
export function subjectOf(change: Change): string {
  if (change.kind === 'drift' && (change.members ?? []).length === 0 && change.plugin === undefined)
    return change.file.split(/[\\/]/).at(-1) ?? change.file;
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
  if (change.kind === 'drift') return driftDeed(change);
  if (change.kind === 'outside') return `Overwrote what we wrote${where}`;
  if (change.kind === 'undo') return `Put back${where}`;
  if (change.kind === 'guard') return `Guard${where}`;
  return `${change.enable === false ? 'Disable' : 'Enable'}${where}`;
}

/** The first thing it means, and how many more there are. */
function driftDeed({ deeds = [], plugin, enable, scope }: Change): string {
  if (plugin !== undefined && deeds.length === 1)
    return `Turned ${enable === false ? 'off' : 'on'}${scope === undefined ? '' : `, ${scope} settings`}`;
  const [first = 'Changed'] = deeds;
  return deeds.length > 1 ? `${first.replace(/\.$/, '')}, and ${deeds.length - 1} more` : first.replace(/\.$/, '');
}

export type Outcome = 'writing' | 'failed' | 'undone' | 'overwritten' | 'drifted' | 'verified' | 'unverified';

export function outcomeOf(change: Change): Outcome {
  if (change.state === 'started') return 'writing';
  if (change.state === 'failed') return 'failed';
  if (change.state === 'undone' || change.undoneBy !== undefined) return 'undone';
  if (change.kind === 'outside') return 'overwritten';
  if (change.kind === 'drift') return 'drifted';
  return change.verified ? 'verified' : 'unverified';
}

export const outcomeWords: Record<Outcome, string> = {
  writing: 'Writing',
  failed: 'Failed',
  undone: 'Undone',
  overwritten: 'Overwritten',
  drifted: 'Drifted',
  verified: 'Verified',
  unverified: 'Not verified',
};

/** Our own write that stands: applied, not an undo itself, not put back yet. */
export function isUndoable(change: Change): boolean {
  const isOurs = change.kind === 'switch' || change.kind === 'guard';
  return isOurs && change.state === 'applied' && change.applied && change.undoneBy === undefined;
}

/** A change by another program that Gatehouse can put back. */
export function canPutBack(change: Change): boolean {
  return change.kind === 'drift' && change.canPutBack === true && change.state === 'applied';
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
