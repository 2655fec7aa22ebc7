import type { Plugin } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, usePending } from '#renderer/store/gatehouse-context.ts';
import { Switch } from '#renderer/ui/switch.tsx';

export function PluginSwitch({ plugin, inList = false }: { plugin: Plugin; inList?: boolean }) {
  const { switching } = useGatehouse();
  const paused = useConnection(lockReason);
  const isPending = usePending((state) => state.pending.has(plugin.id));
  return (
    <Switch
      isOn={plugin.effective.enabled}
      label={visibleString(plugin.name)}
      isPending={isPending}
      lockedBy={plugin.switch.can ? undefined : (plugin.switch.reason ?? 'It has no switch of its own.')}
      pausedBy={paused}
      inList={inList}
      onPress={() => void switching.askSwitch({ id: plugin.id, name: plugin.name, enable: !plugin.effective.enabled })}
    />
  );
}
