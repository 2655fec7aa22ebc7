import { useStore } from 'zustand';
import { RunInspector } from '#renderer/features/run-detail/run-inspector.tsx';
import { RunningPane } from '#renderer/features/running/running-pane.tsx';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';

export function RunningScreen() {
  const open = useStore(useGatehouse().runLog.store, (state) => state.open);
  return (
    <div className="list-split flex min-h-0 flex-1">
      <RunningPane isCovered={open !== undefined} />
      {open !== undefined && <RunInspector open={open} />}
    </div>
  );
}
