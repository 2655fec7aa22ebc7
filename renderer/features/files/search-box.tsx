import { Search, X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Kbd } from '#renderer/ui/kbd.tsx';

interface SearchBoxProps {
  label: string;
  placeholder: string;
  value: string;
  onValue(value: string): void;
  onEnter?(event: KeyboardEvent): void;
  /** Between the words and the cross, once something is sought. */
  children?: ReactNode;
}

/** The field that `/` goes to. Escape empties it before it means anything else. */
export function SearchBox({ label, placeholder, value, onValue, onEnter, children }: SearchBoxProps) {
  return (
    <div className="flex h-(--control) min-w-0 flex-1 items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
      <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      <input
        data-own-filter
        type="text"
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={value}
        className="w-full min-w-0 bg-transparent text-fg outline-none placeholder:text-faint"
        onChange={({ target }) => onValue(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.(event);
          if (event.key !== 'Escape' || value === '') return;
          // One step back is the empty field, not the tree nor the closed inspector.
          event.preventDefault();
          event.stopPropagation();
          onValue('');
        }}
      />
      {value === '' ? (
        <Kbd>/</Kbd>
      ) : (
        <>
          {children}
          <button
            type="button"
            aria-label="Clear"
            className="flex-none rounded-chip p-0.5 hover:text-fg"
            onClick={() => onValue('')}
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        </>
      )}
    </div>
  );
}
