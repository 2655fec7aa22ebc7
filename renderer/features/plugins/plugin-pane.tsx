import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { BlankRows } from './blank-rows.tsx';
import { EmptyList } from './empty-list.tsx';
import { FilterBox } from './filter-box.tsx';
import { pressKey } from './list-keys.ts';
import { PluginTable } from './plugin-table.tsx';
import { QuickViews } from './quick-views.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { SharedNamesContext, sharedNames } from './shared-names.ts';
import { useListItems } from './use-list-items.ts';

/** The list with its filter and views, and `tools` behind them. `isCovered`: something else takes its place when the window is narrow. */
export function PluginPane({ isCovered, tools }: { isCovered: boolean; tools?: ReactNode }) {
  return (
    <section
      aria-label="Plugins"
      className={`@container/pane flex min-w-0 flex-1 flex-col ${isCovered ? 'max-[760px]:hidden' : ''}`}
    >
      <div className="flex h-(--tools) flex-none items-center gap-2 border-b border-line pr-3 pl-4">
        <FilterBox />
        <QuickViews />
        {tools}
      </div>
      <List />
    </section>
  );
}

function List() {
  const gatehouse = useGatehouse();
  const phase = useInventory((state) => state.phase);
  const byId = useInventory((state) => state.byId);
  const names = useMemo(() => sharedNames([...byId.values()]), [byId]);
  const items = useListItems();
  // The rows may come a moment after the letter that filters them; the letter itself never waits.
  const shown = useDeferredValue(items);
  useScreenKeys((key, from, isShift) => pressKey(key, from, items, gatehouse, isShift), { takesModA: true });
  if (phase === 'waiting') return <BlankRows />;
  if (phase === 'failed') return <Failure />;
  return (
    <SharedNamesContext value={names}>
      {items.length === 0 ? <EmptyList /> : <PluginTable items={shown} />}
      <SelectionBar items={shown} />
    </SharedNamesContext>
  );
}

function Failure() {
  const { refresh } = useGatehouse();
  const failure = useInventory((state) => state.failure ?? '');
  return (
    <div className="grid justify-items-start gap-3 p-4">
      <Note tone="danger">
        The list could not be read: <VisibleText text={failure} />
      </Note>
      <Button onClick={() => void refresh()}>Try again</Button>
    </div>
  );
}
