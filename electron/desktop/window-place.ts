import type { WindowState } from '#app/desktop-files';

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

const usual = { width: 1280, height: 860 };
/** Pixels of the title bar's strip that must be on a display, so that the window can be moved. */
const GRIP = 60;

/** Where the window opens: where it was, unless that display is gone; else in the middle, at its usual size. */
export function placeOf(kept: WindowState | undefined, displays: readonly { workArea: Area }[]): Partial<Area> {
  if (kept === undefined) return usual;
  const { x, y, width, height } = kept;
  const isReachable = displays.some(({ workArea: area }) => {
    const isAcross = x + width - GRIP >= area.x && x + GRIP <= area.x + area.width;
    return isAcross && y >= area.y && y + GRIP <= area.y + area.height;
  });
  return isReachable ? { x, y, width, height } : usual;
}
