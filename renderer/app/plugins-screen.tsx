import { useStore } from 'zustand';
import { NoAgent } from '#renderer/features/notices/no-agent.tsx';
import { PluginPane } from '#renderer/features/plugins/plugin-pane.tsx';
import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { PluginInspector } from './plugin-inspector.tsx';

export function PluginsScreen() {
  const { switching } = useGatehouse();
  const agents = useInventory((state) => state.snapshot?.agents);
  const inspected = useView((state) => (state.inspector ? state.selected : null));
  const isInspecting = useInventory((state) => inspected !== null && state.byId.has(inspected));
  const isAsked = useStore(switching.ask, (state) => state.question !== undefined);
  if (agents !== undefined && agents.every((agent) => !agent.found)) return <NoAgent agents={agents} />;
  return (
    <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
      <PluginPane isCovered={isInspecting} />
      {isInspecting && inspected !== null && <PluginInspector id={inspected} />}
    </div>
  );
}
