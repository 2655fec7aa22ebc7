import { Search, X } from 'lucide-react';
import { Kbd } from '#renderer/ui/kbd.tsx';

interface FilterFieldProps {
  query: string;
  onQuery: (query: string) => void;
}

export function FilterField({ query, onQuery }: FilterFieldProps) {
  return (
    <div className="mt-3 flex h-(--control) items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
      <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      <input
        data-own-filter
        type="text"
        aria-label="Filter what it can run"
        placeholder="Command, event, file, address"
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={query}
        className="w-full min-w-0 bg-transparent text-fg outline-none placeholder:text-faint"
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || query === '') return;
          // One step back is the empty filter, not the closed inspector.
          event.preventDefault();
          onQuery('');
        }}
      />
      {query === '' ? (
        <Kbd>/</Kbd>
      ) : (
        <button
          type="button"
          aria-label="Clear the filter of what it can run"
          className="flex-none rounded-chip p-0.5 hover:text-fg"
          onClick={() => onQuery('')}
        >
          <X className="size-3.5" aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
