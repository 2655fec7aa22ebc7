import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { barsOf, positionOf, ticksOf, timeAt } from '#renderer/lib/histogram-scale.ts';
import { rangeOf, type TimeRange, timeText, withRange } from '#renderer/lib/time-range.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { pressHistogramKey } from './time-keys.ts';

const height = 52;
/** Pixels for one bar with its gap. */
const barRoom = 7.5;
/** Pixels of a press that is not yet a drag. */
const slack = 4;

/** Calls over time. What is dragged over becomes the time range of the query. */
export function Histogram() {
  const { history, view } = useGatehouse();
  const { frame, whole, histogram } = useStore(history.overview.store);
  const query = useView((state) => state.callQuery);
  // From the query itself, so that keys pressed fast build on each other and not on the last answer.
  const chosen = useMemo(() => (whole === undefined ? {} : rangeOf(query, whole.to)), [query, whole]);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [dragged, setDragged] = useState<{ from: number; to: number }>();
  useEffect(() => {
    if (width > 0) history.overview.setBuckets(width / barRoom);
  }, [history, width]);
  const choose = (range: TimeRange) => {
    if (whole !== undefined) view.setState(({ callQuery }) => ({ callQuery: withRange(callQuery, range, whole) }));
  };
  const xOf = (event: PointerEvent) => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const finish = () => {
    if (dragged === undefined || frame === undefined) return;
    const [left, right] = [Math.min(dragged.from, dragged.to), Math.max(dragged.from, dragged.to)];
    setDragged(undefined);
    if (right - left >= slack) choose({ from: timeAt(left, frame, width), to: timeAt(right, frame, width) });
  };
  const band = dragged ?? bandOf(frame, chosen, width);
  return (
    <div className="h-[5.25rem] flex-none border-b border-line pr-3 pl-4">
      {/* biome-ignore lint/a11y/useSemanticElements: no element of HTML is a range over a picture */}
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label="Time range"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={frame === undefined ? 0 : Math.round(percent(chosen.from ?? frame.from, frame))}
        aria-valuetext={rangeWords(chosen)}
        className="relative h-full touch-none rounded-chip -outline-offset-2 select-none"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged({ from: xOf(event), to: xOf(event) });
        }}
        onPointerMove={(event) => {
          if (dragged !== undefined) setDragged({ ...dragged, to: Math.max(0, Math.min(width, xOf(event))) });
        }}
        onPointerUp={finish}
        onPointerCancel={() => setDragged(undefined)}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || frame === undefined || whole === undefined) return;
          if (pressHistogramKey(event.key, event.shiftKey, { frame, whole, chosen, choose })) event.preventDefault();
        }}
      >
        {frame !== undefined && width > 0 && (
          <>
            <Picture width={width} frame={frame} band={band} histogram={histogram} />
            <Labels frame={frame} width={width} />
          </>
        )}
      </div>
    </div>
  );
}

interface PictureProps {
  width: number;
  frame: TimeRange;
  band: { from: number; to: number } | undefined;
  histogram: Parameters<typeof barsOf>[0];
}

function Picture({ width, frame, band, histogram }: PictureProps) {
  const [left, right] = band === undefined ? [0, width] : [Math.min(band.from, band.to), Math.max(band.from, band.to)];
  return (
    <svg className="absolute inset-x-0 top-1.5 h-14 w-full overflow-visible" aria-hidden="true">
      {band !== undefined && (
        <rect x={left} width={Math.max(0, right - left)} height={height + 4} className="fill-selected" />
      )}
      {barsOf(histogram, frame, width, height).map((bar) => {
        const isChosen = bar.x + bar.width / 2 >= left && bar.x + bar.width / 2 <= right;
        return (
          <g key={bar.from} className={band === undefined ? 'opacity-80' : isChosen ? '' : 'opacity-55'}>
            <title>{`${new Date(bar.from).toLocaleString('en-GB')}: ${countOf(bar.count, 'call')}, ${bar.bad} failed or denied`}</title>
            <rect
              x={bar.x}
              y={height + 4 - bar.good}
              width={bar.width}
              height={bar.good}
              className={band !== undefined && isChosen ? 'fill-faint' : 'fill-line-control'}
            />
            <rect
              x={bar.x}
              y={height + 4 - bar.good - bar.red - (bar.good > 0 && bar.red > 0 ? 1 : 0)}
              width={bar.width}
              height={bar.red}
              className="fill-danger"
            />
          </g>
        );
      })}
      <path d={`M0 ${height + 4.5}H${width}`} className="stroke-line-strong" />
      {band !== undefined && (
        <path d={`M${left} 0v${height + 4}M${right} 0v${height + 4}`} className="stroke-accent" strokeWidth={2} />
      )}
    </svg>
  );
}

function Labels({ frame, width }: { frame: TimeRange; width: number }) {
  return (
    <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-5 text-label text-muted">
      {ticksOf(frame, width).map((tick) => (
        <span key={tick.at} className="absolute whitespace-nowrap" style={{ left: tick.x }}>
          {tick.label}
        </span>
      ))}
    </div>
  );
}

/** Pixels of the chosen range; undefined when everything is chosen. */
function bandOf(frame: TimeRange | undefined, chosen: { from?: number; to?: number }, width: number) {
  if (frame === undefined || (chosen.from === undefined && chosen.to === undefined)) return undefined;
  const clamp = (x: number) => Math.max(0, Math.min(width, x));
  return {
    from: clamp(positionOf(chosen.from ?? frame.from, frame, width)),
    to: clamp(positionOf(chosen.to ?? frame.to, frame, width)),
  };
}

function percent(time: number, frame: TimeRange): number {
  return Math.max(0, Math.min(100, positionOf(time, frame, 100)));
}

function rangeWords({ from, to }: { from?: number; to?: number }): string {
  if (from === undefined && to === undefined) return 'all time';
  return `${from === undefined ? 'the beginning' : timeText(from)} to ${to === undefined ? 'now' : timeText(to)}`;
}

function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box]);
  return width;
}
