import { MatrixPane } from '#renderer/features/permission-matrix/matrix-pane.tsx';
import { useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { PluginInspector } from './plugin-inspector.tsx';
import { useIsAsked } from './use-is-asked.ts';

/** Rules of all plugins; one of them opens beside them. */
export function PermissionsScreen() {
  const inspected = useView((state) => (state.inspector ? state.selected : null));
  const isInspecting = useInventory((state) => inspected !== null && state.byId.has(inspected));
  const isAsked = useIsAsked();
  return (
    <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
      <MatrixPane isCovered={isInspecting} />
      {isInspecting && inspected !== null && <PluginInspector id={inspected} />}
    </div>
  );
}
