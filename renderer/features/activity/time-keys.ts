import { rangeOf, scaledRange, type TimeRange, withRange } from '#renderer/lib/time-range.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';

interface HistogramPlace {
  frame: TimeRange;
  whole: TimeRange;
  chosen: { from?: number; to?: number };
  choose: (range: TimeRange) => void;
}

/** Steps of the arrows, as a share of the frame. */
const step = 1 / 24;

/** Arrows move the chosen range, with shift only its end; Escape is left to the screen. False for any other key. */
export function pressHistogramKey(key: string, isShift: boolean, place: HistogramPlace): boolean {
  const { frame, whole, chosen, choose } = place;
  const width = frame.to - frame.from;
  const from = chosen.from ?? frame.from;
  const to = chosen.to ?? frame.to;
  const by = key === 'ArrowLeft' ? -width * step : key === 'ArrowRight' ? width * step : undefined;
  if (key === 'Home') choose({ from: whole.from, to });
  else if (key === 'End') choose({ from, to: whole.to + 1 });
  else if (by === undefined) return false;
  else if (isShift) choose({ from, to: Math.max(from + width * step, to + by) });
  else if (chosen.from === undefined && chosen.to === undefined) choose({ from: from + width / 2, to });
  else choose({ from: from + by, to: to + by });
  return true;
}

/** `[` halves the time shown, `]` doubles it; around the open call where there is one. */
export function scaleTime({ history, view }: Gatehouse, factor: 0.5 | 2): void {
  const { whole } = history.overview.store.getState();
  if (whole === undefined) return;
  const chosen = rangeOf(view.getState().callQuery, whole.to);
  const range = { from: chosen.from ?? whole.from, to: chosen.to ?? whole.to };
  const focus = history.detail.store.getState().detail?.at;
  const next = scaledRange(range, factor, focus);
  view.setState(({ callQuery }) => ({ callQuery: withRange(callQuery, next, whole) }));
}
