import { useState } from 'react';
import { dayWords } from '#renderer/lib/call-words.ts';
import type { Day } from '#renderer/lib/day-lines.ts';
import { midnight } from '#renderer/lib/time-range.ts';

interface DayHeadProps {
  day: Day | undefined;
  rowIndex: number;
  /** Pixels from the top of the scroll area; absent for the one that sticks above the lines. */
  top?: number;
}

export function DayHead({ day, rowIndex, top }: DayHeadProps) {
  const [today] = useState(() => midnight(Date.now()));
  const words = day === undefined ? undefined : dayWords(day.from, today);
  const place = top === undefined ? 'sticky top-(--row-dense) z-10' : 'absolute inset-x-0 border-t';
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={`${place} h-(--row-dense) border-b border-line bg-surface`}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className="flex h-full items-center gap-1.5 truncate px-4 text-small font-semibold">
        {words !== undefined && day !== undefined && (
          <>
            {words.name}
            <span className="font-normal text-muted">
              {words.date} · {day.count.toLocaleString('en')}
            </span>
          </>
        )}
      </div>
    </div>
  );
}
