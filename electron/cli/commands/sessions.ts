import { type Change, changedPlugins } from '#contract/changes';
import { parsePluginId } from '#contract/plugin-id';
import { exit, type Invocation } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';

const MOST_CHANGES = 500;
const MOST_NAMES = 5;

/** Sessions that run now, and what was switched since they began, which they do not know. */
export async function sessions({ flags }: Invocation, output: Output): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const { runningSessions } = await import('#app/running-sessions');
    const { staleChanges } = await import('#contract/stale-sessions');
    const journal = await (await core.changes()).list(MOST_CHANGES);
    const running = runningSessions(core.inventory).map((session) => ({
      ...session,
      changes: staleChanges(session, journal),
    }));
    if (output.json) {
      output.document({ sessions: running.map((each) => ({ ...each, changes: each.changes.map(({ id }) => id) })) });
    } else if (running.length === 0) output.print('No session of an agent is running.');
    else {
      const rows = running.map(({ agent, startedAt, name, session, folder, changes }) => [
        ...[agent, startedAt, cell(name ?? session), cell(folder ?? '')],
        cell(namesOf(changes)),
      ]);
      output.print(columns([['AGENT', 'STARTED', 'SESSION', 'FOLDER', 'KEEPS THE OLD STATE OF'], ...rows]));
    }
    return exit.done;
  } finally {
    await core.close();
  }
}

function namesOf(changes: readonly Change[]): string {
  const names = [...new Set(changes.flatMap(changedPlugins))].map((id) => parsePluginId(id)?.name ?? id);
  const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.length === 0 ? 'nothing' : `${names.slice(0, MOST_NAMES).join(', ')}${rest}`;
}
