import { type PlacedLine, withoutColours } from '#contract/logs';
import { isSought, logTime, sourceNames } from '#renderer/lib/log-search.ts';
import { MarkedText } from '#renderer/ui/marked-text.tsx';

interface LogLineProps {
  index: number;
  line: PlacedLine;
  query: string;
  isChosen: boolean;
  /** Pixels from the top of the list. */
  top: number;
  measure(element: HTMLElement | null): void;
}

/** What the server said is in full ink, what passed is quiet. */
export function LogLine({ index, line: { at, from, text }, query, isChosen, top, measure }: LogLineProps) {
  const ink = from === 'agent' || from === 'server' ? 'text-muted' : '';
  return (
    <div
      ref={measure}
      data-index={index}
      aria-current={isChosen || undefined}
      className={`absolute inset-x-0 top-0 grid grid-cols-[5.75rem_3.25rem_minmax(0,1fr)] gap-x-2 px-4 ${isChosen ? 'bg-selected shadow-[inset_2px_0_var(--accent)]' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="text-muted tabular-nums">{logTime(at)}</span>
      <span className={from === 'gatehouse' ? 'text-accent' : 'text-muted'}>{sourceNames[from]}</span>
      <span className={`min-w-0 wrap-anywhere ${ink}`}>
        <MarkedText text={withoutColours(text)} words={isSought(query) ? [query.trim()] : []} lines />
      </span>
    </div>
  );
}
