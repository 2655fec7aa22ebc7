import type { Plugin } from '#contract/plugin';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { usePluginSwitch } from '#renderer/store/use-plugin-switch.ts';
import { select } from '#renderer/store/view.ts';
import { Switch } from '#renderer/ui/switch.tsx';

export function SwitchCell({ plugin }: { plugin: Plugin }) {
  const { view } = useGatehouse();
  const look = usePluginSwitch(plugin);
  const press = () => {
    select(view, plugin.id);
    look.onPress();
  };
  return <Switch {...look} inList onPress={press} />;
}
