import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type ScrollPlace, scrollMap } from '#renderer/lib/scroll-map.ts';

/** What is drawn of a list of equal lines. `last` is one past the last line drawn. */
export interface LineWindow {
  first: number;
  last: number;
  /** Lines wholly or partly in view, without those drawn beside it. */
  topLine: number;
  bottomLine: number;
  /** Pixels of the scroll area. */
  height: number;
  /** Pixels from the top of the area to a line. */
  offsetOf(line: number): number;
  scrollToLine(line: number): void;
  onScroll(): void;
}

/** Lines drawn beyond the view on each side. */
const overscan = 16;
/** Milliseconds without scrolling after which the thumb goes where the list is. */
const restTime = 180;
const start: ScrollPlace = { top: 0, native: 0 };

/** `row` in pixels; `heads` is how many rows stick above the lines. Works for any number of lines, see scroll-map.ts. */
export function useLineWindow(
  scroller: RefObject<HTMLElement | null>,
  { lines, row, heads }: { lines: number; row: number; heads: number },
): LineWindow {
  const [view, setView] = useState(0);
  const [place, setPlace] = useState(start);
  const held = useRef(start);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const map = useMemo(() => scrollMap(lines * row, view, undefined), [lines, row, view]);

  const go = useCallback(
    (top: number) => {
      const next = map.placeOf(top);
      held.current = next;
      if (scroller.current?.scrollTop !== next.native) scroller.current?.scrollTo({ top: next.native });
      setPlace(next);
    },
    [map, scroller],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setView(Math.max(0, element.clientHeight - heads * row));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller, heads, row]);

  // Another length or height: the same lines stay in view.
  useLayoutEffect(() => go(held.current.top), [go]);
  useEffect(() => () => clearTimeout(resting.current), []);

  const onScroll = () => {
    const native = scroller.current?.scrollTop ?? 0;
    if (native === held.current.native) return;
    held.current = map.follow(native, held.current);
    setPlace(held.current);
    clearTimeout(resting.current);
    resting.current = setTimeout(() => go(held.current.top), restTime);
  };

  const topLine = Math.floor(place.top / row);
  const bottomLine = Math.min(lines, Math.ceil((place.top + view) / row));
  return {
    first: Math.max(0, topLine - overscan),
    last: Math.min(lines, bottomLine + overscan),
    topLine,
    bottomLine,
    height: map.height,
    offsetOf: (line) => line * row + place.native - place.top,
    scrollToLine(line) {
      const [top, { top: now }] = [line * row, held.current];
      const isFar = top < now - view || top > now + 2 * view;
      if (isFar) go(top - view / 3);
      else if (top < now) go(top);
      else if (top + row > now + view) go(top + row - view);
    },
    onScroll,
  };
}
