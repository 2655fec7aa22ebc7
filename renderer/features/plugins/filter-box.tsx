import { Search, X } from 'lucide-react';
import { filterElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { showList } from '#renderer/store/view.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';

export function FilterBox() {
  const { view } = useGatehouse();
  const query = useView((state) => state.query);
  return (
    <div className="flex h-(--control) min-w-32 flex-[0_9_15rem] items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
      <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      <input
        id={filterElementId}
        type="text"
        aria-label="Filter plugins"
        placeholder="Filter plugins"
        spellCheck={false}
        autoComplete="off"
        value={query}
        className="w-full min-w-0 bg-transparent text-fg outline-none placeholder:text-faint"
        onChange={(event) => showList(view, { query: event.target.value })}
      />
      {query === '' ? (
        <Kbd>/</Kbd>
      ) : (
        <button
          type="button"
          aria-label="Clear the filter"
          className="flex-none rounded-chip p-0.5 hover:text-fg"
          onClick={() => showList(view, { query: '' })}
        >
          <X className="size-3.5" aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
