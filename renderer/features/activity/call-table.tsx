import { useEffect, useMemo, useRef } from 'react';
import { type DayLines, dayLines, type Line } from '#renderer/lib/day-lines.ts';
import { listElementId } from '#renderer/lib/region-ids.ts';
import { useCallList, useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { BlankRow, CallRow, callElementId } from './call-row.tsx';
import { DayHead } from './day-head.tsx';
import { FreshPill } from './fresh-pill.tsx';
import { pressListKey } from './list-keys.ts';
import { useDenseRow } from './use-dense-row.ts';
import { type LineWindow, useLineWindow } from './use-line-window.ts';

/** The virtual grid. It holds the focus itself; the open call is named by `aria-activedescendant`. */
export function CallTable() {
  const gatehouse = useGatehouse();
  const { list } = gatehouse.history;
  const scroller = useRef<HTMLDivElement>(null);
  const row = useDenseRow(scroller);
  const count = useCallList((state) => state.count);
  const days = useCallList((state) => state.days);
  // Rows are read from the list itself; this says when there are others.
  useCallList((state) => state.version);
  const lines = useMemo(() => dayLines(count, days), [count, days]);
  const shown = useLineWindow(scroller, { lines: lines.count, row, heads: 2 });
  const selected = useView((state) => state.call);
  const selectedAt = selected === null ? undefined : list.find(selected);
  useHolding(shown.topLine > 0);
  useWanting(lines, shown);
  useRevealing(lines, shown);
  const { moveTo } = useMoving();
  useScreenKeys((key, from) =>
    pressListKey(key, from, { gatehouse, at: selectedAt, top: rowAt(lines, shown.topLine), count, moveTo }),
  );
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element */}
      <div
        ref={scroller}
        id={listElementId}
        role="grid"
        tabIndex={0}
        aria-label="Calls"
        aria-rowcount={lines.count + 2}
        aria-activedescendant={selected !== null && selectedAt !== undefined ? callElementId(selected) : undefined}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto [overflow-anchor:none] -outline-offset-2 aria-[activedescendant]:outline-none"
        onScroll={shown.onScroll}
      >
        <Head />
        <DayHead day={lines.dayOfRow(rowAt(lines, shown.topLine))} rowIndex={2} />
        <div role="presentation" className="relative overflow-hidden" style={{ height: shown.height }}>
          {drawnLines(lines, shown, selectedAt).map(({ line, at }) => {
            const place = { rowIndex: at + 3, top: shown.offsetOf(at) };
            if (line.kind === 'day') return <DayHead key={`day ${line.day.from}`} day={line.day} {...place} />;
            const call = list.row(line.index);
            if (call === undefined) return <BlankRow key={`blank ${line.index}`} {...place} />;
            return <CallRow key={call.id} call={call} {...place} />;
          })}
        </div>
      </div>
      <FreshPill
        onPress={() => {
          shown.scrollToLine(0);
          list.catchUp();
        }}
      />
    </div>
  );
}

/** The lines in view, and the open call wherever it is, so that what the grid names as active exists. */
function drawnLines(lines: DayLines, shown: LineWindow, selected: number | undefined): { line: Line; at: number }[] {
  const numbers = Array.from({ length: shown.last - shown.first }, (_, offset) => shown.first + offset);
  const own = selected === undefined ? undefined : lines.lineOfRow(selected);
  if (own !== undefined && own < lines.count && (own < shown.first || own >= shown.last)) numbers.push(own);
  return numbers.map((at) => ({ line: lines.lineAt(at), at }));
}

/** The row on a line, or the next one below a day's head. */
function rowAt(lines: DayLines, at: number): number {
  const line = lines.lineAt(Math.max(0, Math.min(at, lines.count - 1)));
  if (line.kind === 'row') return line.index;
  const next = lines.lineAt(at + 1);
  return next.kind === 'row' ? next.index : 0;
}

/** Nothing moves under a reader: new calls wait while one is open, the list is scrolled, or it is paused. */
function useHolding(isScrolled: boolean): void {
  const { list } = useGatehouse().history;
  const isPaused = useView((state) => state.isPaused);
  const isReading = useView((state) => state.call !== null);
  useEffect(() => list.hold(isPaused || isReading || isScrolled), [list, isPaused, isReading, isScrolled]);
}

function useWanting(lines: DayLines, shown: LineWindow): void {
  const { list } = useGatehouse().history;
  const [first, last] = [rowAt(lines, shown.topLine), rowAt(lines, shown.bottomLine)];
  useEffect(() => list.want(first, last), [list, first, last]);
}

/** Another open call is brought into view; another result starts at its top. */
function useRevealing(lines: DayLines, shown: LineWindow): void {
  const { history } = useGatehouse();
  const call = useView((state) => state.call);
  const epoch = useCallList((state) => state.epoch);
  const latest = useRef({ lines, shown });
  useEffect(() => {
    latest.current = { lines, shown };
  });
  useEffect(() => {
    if (epoch > 1) latest.current.shown.scrollToLine(0);
  }, [epoch]);
  useEffect(() => {
    if (call === null || epoch === 0) return;
    let isStale = false;
    const reveal = (index: number | undefined) => {
      if (!isStale && index !== undefined) latest.current.shown.scrollToLine(latest.current.lines.lineOfRow(index));
    };
    // A link that fails is told by the status bar; the list stays where it is.
    history.list.locate(call).then(reveal, () => undefined);
    return () => {
      isStale = true;
    };
  }, [call, epoch, history]);
}

/** Opens the call at a position, as soon as its row has been read. */
function useMoving(): { moveTo: (index: number) => void } {
  const { history, view } = useGatehouse();
  const waiting = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => waiting.current?.(), []);
  return {
    moveTo(index) {
      waiting.current?.();
      const open = () => {
        const call = history.list.row(index);
        if (call === undefined) return false;
        waiting.current?.();
        waiting.current = undefined;
        view.setState({ call: call.id });
        return true;
      };
      if (open()) return;
      waiting.current = history.list.store.subscribe(open);
      history.list.want(index, index);
    },
  };
}

function Head() {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="call-columns sticky top-0 z-10 h-(--row-dense) border-b border-line bg-surface text-label text-muted"
    >
      <div role="columnheader" aria-sort="descending" className="font-semibold text-fg">
        Time
      </div>
      <div role="columnheader">
        <span className="narrow-sr-only">Outcome</span>
      </div>
      <div role="columnheader" className="not-narrow">
        Agent
      </div>
      <div role="columnheader">Plugin</div>
      <div role="columnheader">Tool</div>
      <div role="columnheader" className="not-narrow">
        Arguments
      </div>
      <div role="columnheader" className="text-right">
        Took
      </div>
    </div>
  );
}
