import { useEffect, useLayoutEffect, useRef } from 'react';
import type { PlacedLine } from '#contract/logs';

export interface LogScroll {
  lines: readonly PlacedLine[];
  /** Place of the line that is brought into view when it changes. */
  chosen: string | undefined;
  isFollowing: boolean;
  /** The first lines are drawn. */
  isAtTop: boolean;
  /** Older lines are wanted; undefined where there are none. */
  onTop: (() => void) | undefined;
  scrollTo(index: number, align: 'start' | 'center' | 'end'): void;
}

/** Keeps a log at its end while it is followed, and what is read in its place while older lines come in above. */
export function useLogScroll(scroll: LogScroll): void {
  const latest = useRef(scroll);
  useLayoutEffect(() => {
    latest.current = scroll;
  });
  const { lines, chosen, isFollowing, isAtTop } = scroll;
  const [first, last] = [lines[0]?.place, lines.at(-1)?.place];
  const firstBefore = useRef(first);
  useLayoutEffect(() => {
    const before = firstBefore.current;
    firstBefore.current = first;
    if (isFollowing || before === undefined || before === first) return;
    const added = latest.current.lines.findIndex(({ place }) => place === before);
    if (added > 0) latest.current.scrollTo(added, 'start');
  }, [first, isFollowing]);
  useEffect(() => {
    const { lines: all, scrollTo } = latest.current;
    if (isFollowing && last !== undefined) scrollTo(all.length - 1, 'end');
  }, [isFollowing, last]);
  useEffect(() => {
    const at = chosen === undefined ? -1 : latest.current.lines.findIndex(({ place }) => place === chosen);
    if (at >= 0) latest.current.scrollTo(at, 'center');
  }, [chosen]);
  useEffect(() => {
    // Again when a page came that did not fill the view.
    if (isAtTop && first !== undefined) latest.current.onTop?.();
  }, [isAtTop, first]);
}
