import { type Change, changedPlugins } from './changes.ts';
import { parsePluginId } from './plugin-id.ts';
import type { RunningSession } from './sessions.ts';

/** Changes of plugins that a running session does not know, because it began before them; one that was put back counts not. */
export function staleChanges(session: RunningSession, changes: readonly Change[]): Change[] {
  return changes.filter((change) => isStale(session, change));
}

/** Whether a session began before a change of its agent's plugins and where that counts. */
export function isStale({ agent, startedAt, folder }: RunningSession, change: Change): boolean {
  if (!change.applied || change.state === 'undone' || change.kind === 'undo') return false;
  if (startedAt >= change.at) return false;
  if (!changedPlugins(change).some((id) => parsePluginId(id)?.agent === agent)) return false;
  return change.project === undefined || folder === undefined || isInside(change.project, folder);
}

function isInside(project: string, folder: string): boolean {
  const [outer, inner] = [project, folder].map((each) => each.replaceAll('\\', '/').replace(/\/+$/, ''));
  return inner === outer || inner?.startsWith(`${outer}/`) === true;
}
