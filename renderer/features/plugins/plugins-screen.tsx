import { useMemo } from 'react';
import { useStore } from 'zustand';
import { Inspector } from '#renderer/features/inspector/inspector.tsx';
import { BlankRows } from '#renderer/features/notices/blank-rows.tsx';
import { EmptyList } from '#renderer/features/notices/empty-list.tsx';
import { NoAgent } from '#renderer/features/notices/no-agent.tsx';
import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { FilterBox } from './filter-box.tsx';
import { pressKey } from './list-keys.ts';
import { PluginTable } from './plugin-table.tsx';
import { QuickViews } from './quick-views.tsx';
import { SharedNamesContext, sharedNames } from './shared-names.ts';
import { useListItems } from './use-list-items.ts';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';

export function PluginsScreen() {
  const { switching } = useGatehouse();
  const agents = useInventory((state) => state.snapshot?.agents);
  const isInspecting = useView((state) => state.inspector && state.selected !== null);
  const isAsked = useStore(switching.ask, (state) => state.question !== undefined);
  if (agents !== undefined && agents.every((agent) => !agent.found)) return <NoAgent agents={agents} />;
  return (
    <div className="list-split flex min-h-0 flex-1" data-idle={isAsked}>
      <section aria-label="Plugins" className={`@container/pane flex min-w-0 flex-1 flex-col ${isInspecting ? 'max-[760px]:hidden' : ''}`}>
        <div className="flex h-(--tools) flex-none items-center gap-2 border-b border-line pr-3 pl-4">
          <FilterBox />
          <QuickViews />
        </div>
        <List />
      </section>
      {isInspecting && <Inspector />}
    </div>
  );
}

function List() {
  const gatehouse = useGatehouse();
  const phase = useInventory((state) => state.phase);
  const byId = useInventory((state) => state.byId);
  const names = useMemo(() => sharedNames([...byId.values()]), [byId]);
  const items = useListItems();
  useScreenKeys((key, from) => pressKey(key, from, items, gatehouse));
  if (phase === 'waiting') return <BlankRows />;
  if (phase === 'failed') return <Failure />;
  if (items.length === 0) return <EmptyList />;
  return (
    <SharedNamesContext value={names}>
      <PluginTable items={items} />
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
