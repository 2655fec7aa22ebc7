import { useStore } from 'zustand';
import { useCallList, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { FacetMenu } from './facet-menu.tsx';
import { QueryBox } from './query-box.tsx';

export function QueryBar() {
  return (
    <div className="flex h-(--tools) flex-none items-center gap-2 border-b border-line pr-3 pl-[0.875rem]">
      <QueryBox />
      <FacetMenu />
      <Count />
    </div>
  );
}

function Count() {
  const matched = useCallList((state) => state.matched);
  const isExact = useCallList((state) => state.isExact);
  const isReady = useCallList((state) => state.phase === 'ready');
  const isWrong = useCallList((state) => state.problem !== undefined);
  const rows = useStore(useGatehouse().history.status, (state) => state.status?.rows);
  if (!isReady || rows === undefined || isWrong) return null;
  return (
    <span role="status" className="flex-none text-small whitespace-nowrap text-muted">
      {isExact ? '' : 'at least '}
      {matched.toLocaleString('en')} of {Math.max(rows, matched).toLocaleString('en')}
    </span>
  );
}
