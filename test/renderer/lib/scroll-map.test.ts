import { describe, expect, it } from 'vitest';
import { scrollMap } from '#renderer/lib/scroll-map.ts';

const total = 24_000_000;
const view = 800;

describe('a list that fits the browser', () => {
  it('is scrolled pixel by pixel', () => {
    const map = scrollMap(10_000, view);
    expect(map.height).toBe(10_000);
    expect(map.follow(4_321, { top: 0, native: 0 })).toEqual({ top: 4_321, native: 4_321 });
    expect(map.placeOf(99_999)).toEqual({ top: 9_200, native: 9_200 });
  });

  it('stands still when it is shorter than the view', () => {
    expect(scrollMap(100, view).placeOf(50)).toEqual({ top: 0, native: 0 });
  });
});

describe('a list of a million rows', () => {
  const map = scrollMap(total, view);

  it('gets an area that browsers can hold', () => {
    expect(map.height).toBe(8_000_000);
  });

  it('moves pixel by pixel for small moves, anywhere', () => {
    const before = map.placeOf(12_000_000);
    expect(map.follow(before.native + 37, before).top).toBe(before.top + 37);
  });

  it('jumps to the same share, both ends exactly', () => {
    const start = map.placeOf(0);
    expect(map.follow(map.height - view, start).top).toBe(total - view);
    expect(map.follow(0, map.placeOf(total)).top).toBe(0);
    const middle = map.follow((map.height - view) / 2, start).top;
    expect(Math.abs(middle - (total - view) / 2)).toBeLessThan(5);
  });

  it('brings every place back within a row', () => {
    for (let top = 0; top < total; top += 777_777) {
      const { native } = map.placeOf(top);
      expect(
        Math.abs(map.follow(native, { top: 0, native: -10_000_000 }).top - Math.min(top, total - view)),
      ).toBeLessThan(24);
    }
  });
});
