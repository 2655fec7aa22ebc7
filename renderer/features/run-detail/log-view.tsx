import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { PlacedLine } from '#contract/logs';
import { logElementId } from '#renderer/lib/region-ids.ts';
import { LogLine } from './log-line.tsx';
import { useLogScroll } from './use-log-scroll.ts';

interface LogViewProps {
  lines: readonly PlacedLine[];
  query: string;
  /** Place of the match that is brought into view. */
  chosen: string | undefined;
  isFollowing: boolean;
  onScrollBack(): void;
  onScrollToEnd(): void;
  /** Older lines are wanted; undefined where there are none. */
  onTop: (() => void) | undefined;
  /** Said in place of lines. */
  empty: string;
}

/** Pixels from the end that still count as its end. */
const nearEnd = 24;
/** Lines from the top at which older ones are asked for. */
const nearTop = 10;

/** The virtual list of lines. Lines wrap, so each is measured. */
export function LogView(props: LogViewProps) {
  const { lines, query, chosen, isFollowing } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 18,
    overscan: 20,
    paddingStart: 6,
    paddingEnd: 6,
    getItemKey: (index) => lines[index]?.place ?? index,
  });
  const drawn = virtual.getVirtualItems();
  useLogScroll({
    ...{ lines, chosen, isFollowing, onTop: props.onTop },
    isAtTop: (drawn[0]?.index ?? nearTop) < nearTop,
    scrollTo: (index, align) => virtual.scrollToIndex(index, { align }),
  });
  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {};
    const isBack = scrollTop < lastTop.current;
    const isEnd = scrollHeight - scrollTop - clientHeight <= nearEnd;
    lastTop.current = scrollTop;
    if (isBack && !isEnd) props.onScrollBack();
    else if (!isBack && isEnd) props.onScrollToEnd();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <div
      ref={scroller}
      id={logElementId}
      role="log"
      aria-live="off"
      aria-label="Log"
      tabIndex={0}
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto border-t border-line bg-sunken font-mono text-small/[1.125rem] [overflow-anchor:none] -outline-offset-2"
      onScroll={onScroll}
    >
      {lines.length === 0 && <p className="px-4 py-2 font-sans text-muted">{props.empty}</p>}
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {drawn.map(({ key, index, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <LogLine
              key={key}
              index={index}
              line={line}
              query={query}
              isChosen={line.place === chosen}
              top={start}
              measure={virtual.measureElement}
            />
          );
        })}
      </div>
    </div>
  );
}
