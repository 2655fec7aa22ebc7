import type { Plugin } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from './connection.ts';
import { useConnection, useGatehouse, usePending } from './gatehouse-context.ts';

/** What the switch of a row shows, and what pressing it asks. */
export function usePluginSwitch(plugin: Plugin) {
  const { switching } = useGatehouse();
  const pausedBy = useConnection(lockReason);
  const isPending = usePending((state) => state.pending.has(plugin.id));
  return {
    isOn: plugin.effective.enabled,
    label: visibleString(plugin.name),
    isPending,
    pausedBy,
    lockedBy: plugin.switch.can ? undefined : (plugin.switch.reason ?? 'It has no switch of its own.'),
    onPress: () => void switching.askSwitch({ id: plugin.id, name: plugin.name, enable: !plugin.effective.enabled }),
  };
}
