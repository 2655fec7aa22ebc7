import { type RefObject, useLayoutEffect, useState } from 'react';

/** Pixels of one row and of the head as the tokens make them now; follows text scaling. */
export function useRowHeight(element: RefObject<HTMLElement | null>): { row: number; head: number } {
  const [heights, setHeights] = useState({ row: 28, head: 24 });
  useLayoutEffect(() => {
    if (element.current === null) return;
    const measure = () => {
      const style = getComputedStyle(document.documentElement);
      const rem = Number.parseFloat(style.fontSize);
      const pixels = (token: string) => Number.parseFloat(style.getPropertyValue(token)) * rem;
      const next = { row: pixels('--row'), head: pixels('--row-dense') };
      setHeights((before) => (before.row === next.row && before.head === next.head ? before : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return heights;
}
