import type { Change } from '#contract/changes';
import { exit, type Invocation } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';

const LIMIT = 200;

export async function changes({ flags }: Invocation, output: Output): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const journal = await (await core.changes()).list(LIMIT);
    if (output.json) output.document({ changes: journal });
    else if (journal.length === 0) output.print('Gatehouse has written nothing yet.');
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

function deed({ kind, enable, group }: Change): string {
  if (group !== undefined) return `${group.label}${group.files > 1 ? ` (file ${group.file} of ${group.files})` : ''}`;
  if (kind !== 'switch') return kind;
  return enable === true ? 'enable' : 'disable';
}
