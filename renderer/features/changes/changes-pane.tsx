import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Change } from '#contract/changes';
import { filterChanges } from '#renderer/lib/change-words.ts';
import { filterElementId, inspectorElementId, listElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import type { ViewStore } from '#renderer/store/view.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { ChangeFilter } from './change-filter.tsx';
import { ChangeList, changeElementId } from './change-list.tsx';

const none: readonly Change[] = [];

export function ChangesPane({ isCovered }: { isCovered: boolean }) {
  const { journal, view } = useGatehouse();
  const { changes, failure } = useStore(journal);
  const by = useView((state) => state.changeBy);
  const query = useView((state) => state.changeQuery);
  const shown = useMemo(() => filterChanges(changes ?? none, by, query), [changes, by, query]);
  useScreenKeys((key, from) => pressKey(key, from, shown, view));
  return (
    <section
      aria-label="Changes"
      className={`@container/pane flex min-w-0 flex-1 flex-col ${isCovered ? 'max-[760px]:hidden' : ''}`}
    >
      {failure !== undefined && (
        <div className="p-4">
          <Note tone="danger">
            The journal could not be read: <VisibleText text={failure} />
          </Note>
        </div>
      )}
      {changes?.length === 0 && <NoChanges />}
      {changes !== undefined && changes.length > 0 && <ChangeFilter changes={changes} />}
      {shown.length > 0 && <ChangeList changes={shown} />}
      {shown.length === 0 && changes !== undefined && changes.length > 0 && <NoneFits />}
    </section>
  );
}

function NoChanges() {
  return (
    <div className="px-4 pt-10">
      <h2 className="text-title font-semibold">Nothing was changed yet</h2>
      <p className="max-w-[38rem] pt-0.5 text-muted">
        Each switch you flip is written down here with its diff, and can be put back. So is what other programs change
        in the agents’ config files.
      </p>
    </div>
  );
}

function NoneFits() {
  const { view } = useGatehouse();
  return (
    <div className="grid flex-1 content-start justify-items-start gap-2 px-4 pt-10">
      <h2 className="text-title font-semibold">No change matches</h2>
      <p className="text-muted">Words are looked for in plugins, files and what is said of a change.</p>
      <Button onClick={() => view.setState({ changeBy: 'all', changeQuery: '' })}>Clear the filter</Button>
    </div>
  );
}

function pressKey(key: string, from: HTMLElement | null, changes: readonly Change[], view: ViewStore): boolean {
  if (from?.id === filterElementId) return key === 'Escape' && stepOutOfFilter(view);
  if (key === '/') {
    document.getElementById(filterElementId)?.focus();
    return true;
  }
  if (key === 'Escape') {
    if (from?.closest(`#${inspectorElementId}`)) document.getElementById(listElementId)?.focus();
    else view.setState({ change: null });
    return true;
  }
  const inList = from === null || from === document.body || from.closest(`#${listElementId}`) !== null;
  if (key === 'Enter' && inList) {
    document.getElementById(inspectorElementId)?.focus();
    return true;
  }
  const step =
    key === 'j' || (inList && key === 'ArrowDown') ? 1 : key === 'k' || (inList && key === 'ArrowUp') ? -1 : 0;
  if (step === 0) return false;
  const at = changes.findIndex((each) => each.id === view.getState().change);
  const next = changes[Math.max(0, Math.min(changes.length - 1, at + step))];
  if (next === undefined) return true;
  view.setState({ change: next.id });
  document.getElementById(changeElementId(next.id))?.scrollIntoView({ block: 'nearest' });
  return true;
}

/** First the filter is emptied, then left. */
function stepOutOfFilter(view: ViewStore): boolean {
  if (view.getState().changeQuery !== '') view.setState({ changeQuery: '' });
  else document.getElementById(listElementId)?.focus();
  return true;
}
