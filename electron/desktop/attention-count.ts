import type { App } from '#app/app';
import { attentionRank } from '#contract/attention';
import { sessionScopes } from '#contract/define';
import type { Plugin } from '#contract/plugin';

export interface Attention {
  /** Plugins that are broken, missing, blocked or drifted, with no project picked. */
  plugins: number;
  /** Calls that wait for a yes. */
  approvals: number;
}

/** Counts what needs the user, now and whenever it changes. Returns its stop. */
export function followAttention(
  gatehouse: Pick<App, 'handlers' | 'subscribe'>,
  tell: (now: Attention) => void,
  log: (message: string) => void,
): () => void {
  let needy = new Set<string>();
  let approvals = 0;
  let told = '';
  const say = () => {
    const next = `${needy.size} ${approvals}`;
    if (next !== told) tell({ plugins: needy.size, approvals });
    told = next;
  };
  const note = (plugin: Plugin) =>
    attentionRank(plugin) === undefined ? needy.delete(plugin.id) : needy.add(plugin.id);
  let isOver = false;
  const count = async () => {
    const context = { signal: new AbortController().signal, scopes: new Set(sessionScopes) };
    const { plugins } = await gatehouse.handlers['inventory.snapshot']({ project: null }, context);
    if (isOver) return;
    needy = new Set();
    for (const each of plugins) note(each);
    say();
  };
  const failed = (error: unknown) => {
    // A scan that is stopped by the end of all is no failure.
    if (!isOver)
      log(`What needs attention cannot be counted: ${error instanceof Error ? error.message : String(error)}`);
  };
  const stop = gatehouse.subscribe((event, payload) => {
    if (event === 'app.homeChanged') count().catch(failed);
    else if (event === 'approvals.changed' && 'approvals' in payload) approvals = payload.approvals.length;
    else if (event === 'inventory.changed' && 'removed' in payload && payload.project === null) {
      for (const each of payload.changed) note(each);
      for (const id of payload.removed) needy.delete(id);
    } else return;
    say();
  });
  count().catch(failed);
  return () => {
    isOver = true;
    stop();
  };
}

/** In words: the tip of the tray's icon. */
export function attentionWords({ plugins, approvals }: Attention): string {
  const parts = [
    ...(approvals === 0
      ? []
      : [approvals === 1 ? 'a call waits for your yes' : `${approvals} calls wait for your yes`]),
    ...(plugins === 0 ? [] : [plugins === 1 ? 'a plugin needs attention' : `${plugins} plugins need attention`]),
  ];
  return parts.length === 0 ? 'Gatehouse: nothing needs you' : `Gatehouse: ${parts.join(', ')}`;
}
