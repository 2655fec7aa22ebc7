import { useStore } from 'zustand';
import { ActivityPane } from '#renderer/features/activity/activity-pane.tsx';
import { Histogram } from '#renderer/features/activity/histogram.tsx';
import { ImportBar } from '#renderer/features/activity/import-bar.tsx';
import { ProblemBar } from '#renderer/features/activity/problem-bar.tsx';
import { QueryBar } from '#renderer/features/activity/query-bar.tsx';
import { CallInspector } from '#renderer/features/activity-detail/call-inspector.tsx';
import { ForgetDialog } from '#renderer/features/activity-detail/forget-dialog.tsx';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';

export function ActivityScreen() {
  const { history } = useGatehouse();
  const isOpen = useView((state) => state.call !== null);
  const isAsked = useStore(history.forgetting.store, (state) => state.question !== undefined);
  const hasRows = useStore(history.status, (state) => (state.status?.rows ?? 0) > 0);
  return (
    <>
      {hasRows && <QueryBar />}
      {hasRows && <Histogram />}
      <ImportBar />
      <ProblemBar />
      <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
        <ActivityPane isCovered={isOpen} />
        {isOpen && <CallInspector />}
      </div>
      <ForgetDialog />
    </>
  );
}
