import { NoAgent } from '#renderer/features/notices/no-agent.tsx';
import { PluginPane } from '#renderer/features/plugins/plugin-pane.tsx';
import { SetsDialogs } from '#renderer/features/sets/sets-dialogs.tsx';
import { SetsMenu } from '#renderer/features/sets/sets-menu.tsx';
import { useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { PluginInspector } from './plugin-inspector.tsx';
import { useIsAsked } from './use-is-asked.ts';

export function PluginsScreen() {
  const agents = useInventory((state) => state.snapshot?.agents);
  const inspected = useView((state) => (state.inspector ? state.selected : null));
  const isInspecting = useInventory((state) => inspected !== null && state.byId.has(inspected));
  const isAsked = useIsAsked();
  if (agents !== undefined && agents.every((agent) => !agent.found)) return <NoAgent agents={agents} />;
  return (
    <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
      <PluginPane isCovered={isInspecting} tools={<SetsMenu />} />
      <SetsDialogs />
      {isInspecting && inspected !== null && <PluginInspector id={inspected} />}
    </div>
  );
}
