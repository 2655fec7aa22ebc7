import type { PluginUse } from '#contract/history';
import type { History } from '#history/history';
import type { Core } from './core.ts';

/** Journal entries looked at. */
const LOOKED = 500;

/**
 * Plugins that are off, and ran all the same in a session that began after they were switched off here: an agent's
 * switch that leaks. A session that was running when the switch was flipped may keep what it loaded; that is no leak.
 */
export async function withLeaks(core: Core, history: History, uses: readonly PluginUse[]): Promise<PluginUse[]> {
  const offs = await switchedOff(core);
  if (offs.size === 0) return [...uses];
  const found: PluginUse[] = [];
  for (const use of uses) {
    const offAt = offs.get(use.id);
    const leak =
      offAt === undefined || use.lastUsed <= offAt
        ? undefined
        : await history.ask('ranAfter', { plugin: use.id, after: offAt });
    found.push(
      leak === undefined || leak === null || offAt === undefined ? use : { ...use, ranAfterOff: { offAt, ...leak } },
    );
  }
  return found;
}

/** When each plugin that is off now was switched off for the last time, as far as our journal knows. */
async function switchedOff(core: Core): Promise<Map<string, number>> {
  const { plugins } = await core.inventory.snapshot(null);
  const off = new Set(plugins.filter((plugin) => plugin.effective.state === 'disabled').map((plugin) => plugin.id));
  const changes = await (await core.changes()).list(LOOKED);
  const found = new Map<string, number>();
  // Newest first: what came last about a plugin decides.
  for (const change of changes) {
    if (change.kind !== 'switch' || change.component !== undefined || change.state !== 'applied') continue;
    if (change.plugin === undefined || !off.has(change.plugin) || found.has(change.plugin)) continue;
    if (change.enable === false) found.set(change.plugin, Date.parse(change.at));
  }
  return found;
}
