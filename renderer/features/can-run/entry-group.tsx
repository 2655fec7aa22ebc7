import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { SurfaceWhen } from '#contract/surface';
import { type SurfaceGroup, sharedStart } from '#renderer/lib/surface-words.ts';
import type { OpenSurface } from '#renderer/store/surface.ts';
import { EntryItem } from './entry-item.tsx';

/** What runs without being asked is always open; long lists of what may be asked for are folded until wanted. */
const alwaysOpen: readonly SurfaceWhen[] = ['session-start', 'session'];
const SHORT = 6;
/** Entries drawn at once; a list of thousands is read with the filter. */
const DRAWN = 200;

interface EntryGroupProps {
  group: SurfaceGroup;
  isSought: boolean;
  open: OpenSurface;
}

export function EntryGroup({ group: { when, title, entries }, isSought, open }: EntryGroupProps) {
  const startsOpen = alwaysOpen.includes(when) || entries.length <= SHORT;
  const [chosen, setChosen] = useState<boolean>();
  const isOpen = isSought || (chosen ?? startsOpen);
  return (
    <section>
      <h3 className="pt-4 pb-1 text-small font-semibold">
        <button
          type="button"
          aria-expanded={isOpen}
          className="-ml-1 flex w-full items-center gap-1 rounded-chip text-left"
          onClick={() => setChosen(!isOpen)}
        >
          <ChevronRight
            className={`size-3.5 flex-none ${isOpen ? 'rotate-90' : ''}`}
            strokeWidth={1.75}
            aria-hidden="true"
          />
          {title}
          <span className="ml-auto font-normal text-faint">{entries.length.toLocaleString('en')}</span>
        </button>
      </h3>
      {isOpen && (
        <ul>
          {entries.slice(0, DRAWN).map((entry, index) => (
            <EntryItem
              // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be the same in every field
              key={`${entry.file} ${entry.line} ${index}`}
              entry={entry}
              skip={sharedStart(entries[index - 1]?.text, entry.text)}
              open={open}
            />
          ))}
        </ul>
      )}
      {isOpen && entries.length > DRAWN && (
        <p className="pt-1 text-small text-muted">
          and {(entries.length - DRAWN).toLocaleString('en')} more: filter to see them
        </p>
      )}
    </section>
  );
}
