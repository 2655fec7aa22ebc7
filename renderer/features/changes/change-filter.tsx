import { Search, X } from 'lucide-react';
import type { Change } from '#contract/changes';
import { byNames, byTitles, isBy } from '#renderer/lib/change-words.ts';
import { filterElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';

/** Whose changes, and words that are in them. */
export function ChangeFilter({ changes }: { changes: readonly Change[] }) {
  const { view } = useGatehouse();
  const by = useView((state) => state.changeBy);
  const query = useView((state) => state.changeQuery);
  return (
    <div className="flex h-(--tools) flex-none items-center gap-3 border-b border-line pr-3 pl-4">
      <div className="flex h-(--control) min-w-24 flex-[0_9_15rem] items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
        <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
        <input
          id={filterElementId}
          type="text"
          aria-label="Filter changes"
          placeholder="Filter changes"
          spellCheck={false}
          autoComplete="off"
          maxLength={500}
          value={query}
          className="w-full min-w-0 bg-transparent text-fg outline-none placeholder:text-faint"
          onChange={({ target }) => view.setState({ changeQuery: target.value })}
        />
        {query === '' ? (
          <Kbd>/</Kbd>
        ) : (
          <button
            type="button"
            aria-label="Clear the filter"
            className="flex-none rounded-chip p-0.5 hover:text-fg"
            onClick={() => view.setState({ changeQuery: '' })}
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        )}
      </div>
      <div className="flex flex-none items-center gap-0.5">
        {byNames.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={by === name}
            className="h-(--control) flex-none rounded-control px-[7px] text-small whitespace-nowrap text-muted -outline-offset-2 hover:text-fg aria-pressed:bg-selected-idle aria-pressed:font-semibold aria-pressed:text-fg"
            onClick={() => view.setState({ changeBy: name })}
          >
            {byTitles[name]}
            <span className="ml-1 font-normal text-faint">
              {changes.filter((change) => isBy(change, name)).length.toLocaleString('en')}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
