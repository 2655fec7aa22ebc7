import { useEffect, useRef } from 'react';
import { visibleString } from '#renderer/lib/visible-text.ts';
import type { Completion } from './use-completion.ts';

export function completionItemId(list: string, index: number): string {
  return `${list}-${index}`;
}

export function CompletionList({ id, completion }: { id: string; completion: Completion }) {
  const { suggestions, active, accept } = completion;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={box}
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute top-full left-0 z-20 mt-1 max-h-72 max-w-full min-w-64 overflow-y-auto rounded-control border border-line-strong bg-raised p-1 shadow-float"
    >
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field that owns the list
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
        <div
          key={`${suggestion.from} ${suggestion.text}`}
          id={completionItemId(id, index)}
          role="option"
          aria-selected={index === active}
          className="flex h-6 items-center gap-3 rounded-chip px-2 hover:bg-hover aria-selected:bg-selected"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => accept(suggestion)}
        >
          <span className="min-w-0 flex-1 truncate font-mono text-small">{visibleString(suggestion.label)}</span>
          {suggestion.count !== undefined && (
            <span className="text-small text-muted">{suggestion.count.toLocaleString('en')}</span>
          )}
        </div>
      ))}
    </div>
  );
}
