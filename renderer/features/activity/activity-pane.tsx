import { useStore } from 'zustand';
import { filterElementId } from '#renderer/lib/region-ids.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';
import { useCallList, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { CallTable } from './call-table.tsx';
import { EmptyCalls } from './empty-calls.tsx';
import { stepOutOfQuery } from './query-keys.ts';
import { scaleTime } from './time-keys.ts';

/** The list of calls. `isCovered`: something else takes its place when the window is narrow. */
export function ActivityPane({ isCovered }: { isCovered: boolean }) {
  const gatehouse = useGatehouse();
  useScreenKeys((key, from) => pressKey(key, from, gatehouse));
  return (
    <section
      aria-label="Activity"
      className={`@container/pane flex min-w-0 flex-1 flex-col ${isCovered ? 'max-[760px]:hidden' : ''}`}
    >
      <Rows />
    </section>
  );
}

function Rows() {
  const phase = useCallList((state) => state.phase);
  const failure = useCallList((state) => state.failure ?? '');
  const isEmpty = useCallList((state) => state.count === 0 && state.fresh === 0);
  if (phase === 'waiting') return null;
  if (phase === 'failed') return <Failure text={failure} />;
  return isEmpty ? <EmptyCalls /> : <CallTable />;
}

function Failure({ text }: { text: string }) {
  const { list, status } = useGatehouse().history;
  // Then the bar above says why, and for all of the screen.
  const isSaid = useStore(status, (state) => state.status?.state === 'unavailable');
  if (isSaid) return null;
  return (
    <div className="grid justify-items-start gap-3 p-4">
      <Note tone="danger">
        The calls could not be read: <VisibleText text={text} />
      </Note>
      <Button onClick={list.again}>Try again</Button>
    </div>
  );
}

function pressKey(key: string, from: HTMLElement | null, gatehouse: Gatehouse): boolean {
  const { view } = gatehouse;
  if (from?.id === filterElementId) return key === 'Escape' && stepOutOfQuery();
  if (from instanceof HTMLInputElement) return false;
  if (key === '/') document.getElementById(filterElementId)?.focus();
  else if (key === 'p') view.setState(({ isPaused }) => ({ isPaused: !isPaused }));
  else if (key === '[') scaleTime(gatehouse, 0.5);
  else if (key === ']') scaleTime(gatehouse, 2);
  else return false;
  return true;
}
