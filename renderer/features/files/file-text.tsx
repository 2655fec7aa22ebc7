import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { FileRow } from '#renderer/lib/file-lines.ts';
import { MarkedText } from '#renderer/ui/marked-text.tsx';

interface FileTextProps {
  rows: readonly FileRow[];
  /** Marked where they stand. */
  words: string;
  /** Index of the row that is brought into view. */
  at: number | undefined;
  onLine(line: number): void;
  /** The last rows are drawn and more may follow. */
  onEnd(): Promise<boolean>;
  isWhole: boolean;
}

/** Rows from the end at which the next page is asked for. */
const nearEnd = 200;

/** The virtual text. Rows wrap, so each is measured; a press on a line's number is a link to it. */
export function FileText({ rows, words, at, onLine, onEnd, isWhole }: FileTextProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 18,
    overscan: 20,
    paddingStart: 4,
    paddingEnd: 16,
  });
  const drawn = virtual.getVirtualItems();
  const isNearEnd = (drawn.at(-1)?.index ?? 0) > rows.length - nearEnd;
  const count = rows.length;
  useEffect(() => {
    if (isNearEnd && !isWhole && count > 0) void onEnd();
  }, [isNearEnd, isWhole, count, onEnd]);
  useEffect(() => {
    if (at !== undefined) virtual.scrollToIndex(at, { align: 'center' });
  }, [at, virtual]);
  const sought = words.trim() === '' ? [] : [words];
  const width = `${String(rows.at(-1)?.line ?? 1).length + 1}ch`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <div
      ref={scroller}
      role="group"
      tabIndex={0}
      aria-label="Text of the file"
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto border-t border-line bg-sunken font-mono text-small/[1.125rem] -outline-offset-2"
    >
      {rows.every(({ text }) => text === '') && <p className="px-4 py-2 font-sans text-muted">The file is empty.</p>}
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {drawn.map(({ key, index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-current={index === at || undefined}
              className={`absolute inset-x-0 top-0 flex gap-x-3 pr-4 pl-3 ${index === at ? 'bg-selected shadow-[inset_2px_0_var(--accent)]' : ''}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <button
                type="button"
                tabIndex={-1}
                aria-label={`Line ${row.line}`}
                className="flex-none self-start text-right text-faint tabular-nums select-none hover:text-fg"
                style={{ width }}
                onClick={() => onLine(row.line)}
              >
                {row.goesOn ? '…' : row.line}
              </button>
              <span className="min-h-[1.125rem] min-w-0 wrap-anywhere">
                <MarkedText text={row.text} words={sought} lines />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
