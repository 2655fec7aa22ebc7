import { type RefObject, useLayoutEffect, useState } from 'react';

/** Pixels of one dense row as the token makes it now; follows text scaling. */
export function useDenseRow(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(24);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const measure = () => {
      const style = getComputedStyle(document.documentElement);
      setHeight(Number.parseFloat(style.getPropertyValue('--row-dense')) * Number.parseFloat(style.fontSize));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return height;
}
