import { useStore } from 'zustand';
import { ChangeInspector } from '#renderer/features/changes/change-inspector.tsx';
import { ChangesPane } from '#renderer/features/changes/changes-pane.tsx';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { useIsAsked } from './use-is-asked.ts';

export function ChangesScreen() {
  const { journal } = useGatehouse();
  const selected = useView((state) => state.change);
  const change = useStore(journal, (state) => state.changes?.find((each) => each.id === selected));
  const isAsked = useIsAsked();
  return (
    <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
      <ChangesPane isCovered={change !== undefined} />
      {change !== undefined && <ChangeInspector key={change.id} change={change} />}
    </div>
  );
}
