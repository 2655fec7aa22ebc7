/**
 * Browsers break scroll areas beyond some 15 million pixels. A longer list gets a shorter area: small moves go pixel by
 * pixel, a jump of the thumb goes to the same share of the list.
 */
export interface ScrollMap {
  /** Pixels of the scroll area. */
  height: number;
  /** Where in the list, in pixels, after the area was scrolled to `native`. */
  follow(native: number, before: ScrollPlace): ScrollPlace;
  /** The place that shows this pixel of the list at the top. */
  placeOf(top: number): ScrollPlace;
}

export interface ScrollPlace {
  /** Pixels of the list above the view. */
  top: number;
  /** Pixels of the area above the view. */
  native: number;
}

export const tallestArea = 8_000_000;
/** Near both ends a pixel of the area is a pixel of the list, so that nobody is carried past the last rows. */
const exactEdge = 1_000_000;

/** `total` and `view` in pixels: the whole list and what is seen of it at once. */
export function scrollMap(total: number, view: number, tallest = tallestArea): ScrollMap {
  const height = Math.min(total, tallest);
  const most = Math.max(0, total - view);
  const mostNative = Math.max(0, height - view);
  const edge = height === total ? most : Math.min(exactEdge, mostNative / 4);
  const ratio = (most - 2 * edge) / Math.max(1, mostNative - 2 * edge);
  const toNative = (top: number) => {
    if (top <= edge) return top;
    return top >= most - edge ? mostNative - (most - top) : edge + (top - edge) / ratio;
  };
  const fromNative = (native: number) => {
    if (native <= edge) return native;
    return native >= mostNative - edge ? most - (mostNative - native) : edge + (native - edge) * ratio;
  };
  const clamp = (top: number) => Math.min(most, Math.max(0, top));
  return {
    height,
    placeOf(wanted) {
      const top = clamp(wanted);
      return { top, native: height === total ? top : Math.round(toNative(top)) };
    },
    follow(native, before) {
      const step = native - before.native;
      const isExact = height === total || native <= 0 || native >= mostNative - 1 || Math.abs(step) > 2 * view;
      return { top: clamp(isExact ? fromNative(native) : before.top + step), native };
    },
  };
}
