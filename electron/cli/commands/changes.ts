import type { Change } from '#contract/changes';
import { exit, type Flags, type Invocation, oneOf } from '../arguments.ts';
import { limitFrom, sinceFrom } from '../bounds.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';

const LIMIT = 200;
/** Rows that are looked through for those that fit. */
const MOST = 100_000;

/** The journal, newest first: what Gatehouse wrote, and what others changed while it looked. */
export async function changes({ flags }: Invocation, output: Output): Promise<number> {
  const fits = fitting(flags);
  const limit = limitFrom(flags.limit, MOST) ?? LIMIT;
  const core = await openCore(flags, output);
  try {
    const isFiltered = flags.by !== undefined || flags.plugin !== undefined || flags.since !== undefined;
    const all = await (await core.changes()).list(isFiltered ? MOST : limit);
    const journal = all.filter(fits).slice(0, limit);
    if (output.json) output.document({ changes: journal });
    else if (all.length === 0) output.print('Gatehouse has written nothing yet.');
    else if (journal.length === 0) output.print('No change fits.');
    else {
      const rows = journal.map((change) => [
        change.id,
        change.at,
        change.state,
        cell(deed(change)),
        cell(change.plugin ?? (change.members === undefined ? '' : `${change.members.length} plugins`)),
        cell(change.file),
      ]);
      output.print(columns([['CHANGE', 'AT', 'STATE', 'WHAT', 'PLUGIN', 'FILE'], ...rows]));
    }
    return exit.done;
  } finally {
    await core.close();
  }
}

function fitting(flags: Flags): (change: Change) => boolean {
  const by = oneOf('by', flags.by, ['ours', 'others']);
  const since = sinceFrom(flags.since, Date.now());
  return (change) => {
    const isByOthers = change.kind === 'drift' || change.kind === 'outside';
    if (by !== undefined && isByOthers !== (by === 'others')) return false;
    if (since !== undefined && Date.parse(change.at) < since) return false;
    const plugins = [change.plugin, ...(change.members ?? []).map(({ plugin }) => plugin)];
    return flags.plugin === undefined || plugins.includes(flags.plugin);
  };
}

function deed({ kind, enable, group, deeds = [] }: Change): string {
  if (group !== undefined) return `${group.label}${group.files > 1 ? ` (file ${group.file} of ${group.files})` : ''}`;
  if (kind === 'drift')
    return `others: ${deeds[0] ?? 'changed'}${deeds.length > 1 ? ` (and ${deeds.length - 1} more)` : ''}`;
  if (kind !== 'switch') return kind;
  return enable === true ? 'enable' : 'disable';
}
