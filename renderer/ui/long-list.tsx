import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';

interface LongListProps {
  count: number;
  label: string;
  /** Of one row, as of the token that makes it so high. */
  rowRem: number;
  className?: string;
  /** A row as high as said; never wraps. */
  row: (index: number) => ReactNode;
}

/** Rows of one height that scroll in their own box; only those in sight are drawn, however many there are. */
export function LongList({ count, label, rowRem, className = '', row }: LongListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    overscan: 10,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <div
      ref={scroller}
      tabIndex={0}
      role="group"
      aria-label={label}
      className={`overflow-auto -outline-offset-2 ${className}`}
    >
      <div role="list" className="relative w-max min-w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="listitem"
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0"
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
