import { ListFilter } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useStore } from 'zustand';
import type { FacetName, Overview } from '#contract/history';
import { facetTitles, pluginTitle } from '#renderer/lib/call-words.ts';
import { fieldValue, withField, withoutFields } from '#renderer/lib/query-text.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { useFloatHome } from '#renderer/ui/float-home.ts';

/** What the calls that fit are made of; a value that is pressed joins the query, pressed again it leaves it. */
export function FacetMenu() {
  const { overview } = useGatehouse().history;
  const home = useFloatHome();
  const facets = useStore(overview.store, (state) => state.facets);
  return (
    <Popover.Root onOpenChange={overview.watchFacets}>
      <Popover.Trigger className="inline-flex h-(--control) flex-none items-center gap-1.5 rounded-control border border-line-strong bg-raised px-2 hover:bg-hover">
        <ListFilter className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
        <span className="max-[1000px]:sr-only">Values</span>
      </Popover.Trigger>
      <Popover.Portal container={home}>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Values of the calls that fit"
          className="z-20 block max-h-[min(36rem,78vh)] w-[min(44rem,90vw)] columns-[13rem] gap-x-4 overflow-y-auto rounded-control border border-line-strong bg-raised p-3 shadow-float"
        >
          {facets === undefined
            ? 'Counting…'
            : facets.filter(({ values }) => values.length > 0).map((facet) => <Facet key={facet.name} facet={facet} />)}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const shown = 8;

function Facet({ facet }: { facet: Overview['facets'][number] }) {
  const { name, values, more } = facet;
  const rest = more + Math.max(0, values.length - shown);
  return (
    <section className="min-w-0 break-inside-avoid pb-3">
      <h3 className="pb-0.5 text-small font-semibold">{facetTitles[name]}</h3>
      <ul>
        {values.slice(0, shown).map(({ value, count }) => (
          <Value key={value} name={name} value={value} count={count} />
        ))}
      </ul>
      {rest > 0 && <p className="px-1.5 text-small text-faint">and {rest.toLocaleString('en')} more</p>}
    </section>
  );
}

function Value({ name, value, count }: { name: FacetName; value: string; count: number }) {
  const { view } = useGatehouse();
  const isOn = useView((state) => fieldValue(state.callQuery, name) === value);
  const words = visibleString(name === 'plugin' ? pluginTitle(value) : value);
  return (
    <li>
      <button
        type="button"
        aria-pressed={isOn}
        className="flex h-6 w-full items-center gap-2 rounded-chip px-1.5 text-left hover:bg-hover aria-pressed:bg-selected"
        onClick={() =>
          view.setState(({ callQuery }) => ({
            callQuery: isOn ? withoutFields(callQuery, [name]) : withField(callQuery, name, value),
          }))
        }
      >
        <span className={`min-w-0 flex-1 truncate ${name === 'project' ? '[direction:rtl]' : ''}`}>
          <bdi>{words}</bdi>
        </span>
        <span className="text-small text-muted">{count.toLocaleString('en')}</span>
      </button>
    </li>
  );
}
