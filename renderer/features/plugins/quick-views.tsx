import { ListFilter } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useMemo } from 'react';
import { isInView, type ViewName, viewNames } from '#renderer/lib/filter.ts';
import { useGatehouse, useInventory, usePluginUse, useView } from '#renderer/store/gatehouse-context.ts';
import { showList } from '#renderer/store/view.ts';
import { MenuContent, MenuRadioItem } from '#renderer/ui/menu.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

export const viewTitles: Record<ViewName, string> = {
  all: 'All',
  attention: 'Needs attention',
  plugins: 'Plugins',
  servers: 'With MCP servers',
  skills: 'Loose skills',
  others: 'Other',
  unused: 'Unused',
};

/** All views beside each other; in a narrow pane two of them, and the rest in a menu. */
export function QuickViews() {
  const counts = useCounts();
  const shown = viewNames.filter((name) => name === 'all' || name === 'attention' || counts[name] > 0);
  const rest = shown.slice(2);
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      {shown.slice(0, 2).map((name) => (
        <ViewButton key={name} name={name} count={counts[name]} />
      ))}
      <div className="flex min-w-0 gap-0.5 overflow-hidden not-narrow">
        {rest.map((name) => (
          <ViewButton key={name} name={name} count={counts[name]} />
        ))}
      </div>
      {rest.length > 0 && <MoreViews names={rest} counts={counts} />}
    </div>
  );
}

function useCounts(): Record<ViewName, number> {
  const byId = useInventory((state) => state.byId);
  const use = usePluginUse((state) => state.byId);
  return useMemo(() => {
    const counts: Record<ViewName, number> = {
      ...{ all: 0, attention: 0, plugins: 0, servers: 0, skills: 0, others: 0, unused: 0 },
    };
    for (const plugin of byId.values())
      for (const name of viewNames) if (isInView(plugin, name, use)) counts[name] += 1;
    return counts;
  }, [byId, use]);
}

function ViewButton({ name, count }: { name: ViewName; count: number }) {
  const { view } = useGatehouse();
  const isPressed = useView((state) => state.view === name);
  const button = (
    <button
      type="button"
      aria-pressed={isPressed}
      className="h-(--control) flex-none rounded-control px-[7px] text-small whitespace-nowrap text-muted -outline-offset-2 hover:text-fg aria-pressed:bg-selected-idle aria-pressed:font-semibold aria-pressed:text-fg"
      onClick={() => showList(view, { view: name })}
    >
      {viewTitles[name]}
      <span className="ml-1 font-normal text-faint">{count.toLocaleString('en')}</span>
    </button>
  );
  return name === 'unused' ? <Tip text="On, and not called for 30 days">{button}</Tip> : button;
}

function MoreViews({ names, counts }: { names: readonly ViewName[]; counts: Record<ViewName, number> }) {
  const { view } = useGatehouse();
  const current = useView((state) => state.view);
  const isInside = names.includes(current);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label="More views"
        className={`only-narrow inline-flex h-(--control) flex-none items-center gap-1 rounded-control px-[7px] text-small -outline-offset-2 hover:text-fg ${isInside ? 'bg-selected-idle font-semibold text-fg' : 'text-muted'}`}
      >
        <ListFilter className="size-3.5" aria-hidden="true" />
        {isInside ? viewTitles[current] : null}
      </DropdownMenu.Trigger>
      <MenuContent>
        <DropdownMenu.RadioGroup value={current}>
          {names.map((name) => (
            <MenuRadioItem key={name} value={name} onSelect={() => showList(view, { view: name })}>
              <span className="flex-1">{viewTitles[name]}</span>
              <span className="text-small text-muted">{counts[name]}</span>
            </MenuRadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </MenuContent>
    </DropdownMenu.Root>
  );
}
