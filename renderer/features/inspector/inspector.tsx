import { X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Plugin } from '#contract/plugin';
import { inspectorElementId } from '#renderer/lib/region-ids.ts';
import { type TabName, tabNames } from '#renderer/lib/url-state.ts';
import { agentNames, kindNames } from '#renderer/lib/words.ts';
import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { usePluginSwitch } from '#renderer/store/use-plugin-switch.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { Overview } from './overview.tsx';

const tabTitles: Record<TabName, string> = {
  overview: 'Overview',
  'can-run': 'Can run',
  servers: 'Servers',
  permissions: 'Permissions',
  secrets: 'Secrets',
  activity: 'Activity',
  files: 'Files',
};
/** Only for what has servers. */
const serverTabs: readonly TabName[] = ['servers', 'permissions', 'secrets'];

/** Opens beside the list and pushes it; in a narrow window it takes the list's place. The others are the tabs of that name. */
export function Inspector({
  activity,
  'can-run': canRun,
  files,
  permissions,
  secrets,
  servers,
}: Record<Exclude<TabName, 'overview'>, ReactNode>) {
  const { view } = useGatehouse();
  const wanted = useView((state) => state.tab);
  const selected = useView((state) => state.selected);
  const row = useInventory((state) => (selected === null ? undefined : state.byId.get(selected)));
  const described = useStore(useGatehouse().details, (state) => (state.id === selected ? state : undefined));
  if (row === undefined) return null;
  const names = tabNames.filter((name) => !serverTabs.includes(name) || row.provides.mcpServers > 0);
  const tab = names.includes(wanted) ? wanted : 'overview';
  return (
    <aside
      id={inspectorElementId}
      tabIndex={-1}
      aria-label="Inspector"
      className="arrive-from-right flex min-h-0 w-(--inspector) flex-none flex-col border-l border-line bg-surface outline-none max-[760px]:w-full max-[760px]:border-l-0"
    >
      <Header plugin={row} />
      <Tabs.Root
        value={tab}
        onValueChange={(next) => view.setState({ tab: tabNames.find((name) => name === next) ?? 'overview' })}
        onKeyDown={focusOwnFilter}
        className="flex min-h-0 flex-1 flex-col"
      >
        <Tabs.List aria-label="Parts" className="flex flex-none gap-[0.625rem] border-b border-line px-4">
          {names.map((name) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="h-(--row) border-b-2 border-transparent text-small text-muted -outline-offset-2 hover:text-fg data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-fg"
            >
              {tabTitles[name]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content key={`overview ${row.id}`} value="overview" className={tabLook}>
          <Overview row={row} described={described?.plugin} failure={described?.failure} />
        </Tabs.Content>
        <Tabs.Content key={`can-run ${row.id}`} value="can-run" className={tabLook}>
          {canRun}
        </Tabs.Content>
        <Tabs.Content key={`servers ${row.id}`} value="servers" className={tabLook}>
          {servers}
        </Tabs.Content>
        <Tabs.Content key={`permissions ${row.id}`} value="permissions" className={tabLook}>
          {permissions}
        </Tabs.Content>
        <Tabs.Content key={`secrets ${row.id}`} value="secrets" className={tabLook}>
          {secrets}
        </Tabs.Content>
        <Tabs.Content key={`activity ${row.id}`} value="activity" className={tabLook}>
          {activity}
        </Tabs.Content>
        <Tabs.Content
          key={`files ${row.id}`}
          value="files"
          className="relative flex min-h-0 flex-1 flex-col -outline-offset-2"
        >
          {files}
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}

/** `/` means the filter of the open tab, where it has one, while the focus is in it. */
function focusOwnFilter(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
  const field = event.currentTarget.querySelector<HTMLInputElement>('[data-own-filter]');
  if (field === null) return;
  event.preventDefault();
  field.focus();
}

const tabLook = 'relative min-h-0 flex-1 overflow-y-auto px-4 pb-4 -outline-offset-2';

function Header({ plugin }: { plugin: Plugin }) {
  const { view } = useGatehouse();
  const name = plugin.displayName ?? plugin.name;
  return (
    <header className="flex-none border-b border-line px-4 py-3">
      <div className="flex min-h-(--control) items-center gap-2">
        <h2 className="min-w-0 flex-1 text-title font-semibold wrap-anywhere">
          <VisibleText text={name} />
        </h2>
        <Switch {...usePluginSwitch(plugin)} />
        <Tip text="Close, esc">
          <Button look="plain" aria-label="Close the inspector" onClick={() => view.setState({ inspector: false })}>
            <X className="size-4" strokeWidth={1.6} aria-hidden="true" />
          </Button>
        </Tip>
      </div>
      <p className="text-small wrap-anywhere text-muted">
        <Origin plugin={plugin} />
      </p>
    </header>
  );
}

function Origin({ plugin }: { plugin: Plugin }) {
  const parts = [
    plugin.displayName !== undefined && plugin.displayName !== plugin.name ? plugin.name : undefined,
    plugin.kind === 'plugin' ? plugin.marketplace : kindNames[plugin.kind],
    agentNames[plugin.agent],
    plugin.version,
  ].filter((part) => part !== undefined);
  return <VisibleText text={parts.join(' · ')} />;
}
