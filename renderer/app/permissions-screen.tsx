import { useStore } from 'zustand';
import { MatrixPane } from '#renderer/features/permission-matrix/matrix-pane.tsx';
import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { PluginInspector } from './plugin-inspector.tsx';

/** Rules of all plugins; one of them opens beside them. */
export function PermissionsScreen() {
  const { switching } = useGatehouse();
  const inspected = useView((state) => (state.inspector ? state.selected : null));
  const isInspecting = useInventory((state) => inspected !== null && state.byId.has(inspected));
  const isAsked = useStore(switching.ask, (state) => state.question !== undefined);
  return (
    <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
      <MatrixPane isCovered={isInspecting} />
      {isInspecting && inspected !== null && <PluginInspector id={inspected} />}
    </div>
  );
}
