import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Overview } from '#contract/history';
import { frameAround, rangeOf, type TimeRange, withoutTime, withRange } from '#renderer/lib/time-range.ts';
import type { Client } from '#rpc/client';
import type { HistorySight } from './history-list.ts';
import { steady } from './steady.ts';

export interface OverviewState {
  /** What the bars stand over; undefined while nothing is known. */
  frame: TimeRange | undefined;
  /** From the first call to now. */
  whole: TimeRange | undefined;
  histogram: Overview['histogram'];
  /** Of the whole query, while somebody looks at them. */
  facets: Overview['facets'] | undefined;
}

export interface OverviewFollower {
  store: StoreApi<OverviewState>;
  show(query: string): void;
  /** How many bars there is room for. */
  setBuckets(count: number): void;
  watchFacets(isWatched: boolean): void;
  /** Reads the same again. */
  again(): void;
  stop(): void;
}

const readPause = 1_500;
const typingPause = 150;

/**
 * The histogram over the time around what the query chooses, for the query without that choice, so that the choice can
 * be seen and moved; and the facets of the query with it.
 */
export function followOverview(client: Client, { first, now, isShown }: HistorySight): OverviewFollower {
  const store = createStore<OverviewState>()(() => ({
    ...{ frame: undefined, whole: undefined, histogram: [], facets: undefined },
  }));
  let query = '';
  let buckets = 120;
  let wantsFacets = false;
  let turn = 0;
  let typing: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    turn += 1;
    const mine = turn;
    const from = first();
    if (from === undefined) return;
    const whole = { from, to: Math.max(now(), from + 60_000) };
    const frame = frameAround(rangeOf(query, whole.to), whole);
    const framed = withRange(withoutTime(query), frame, whole);
    try {
      const [bars, full] = await Promise.all([
        client.call('history.overview', { query: framed, buckets }),
        wantsFacets ? client.call('history.overview', { query, buckets: 10 }) : undefined,
      ]);
      if (turn !== mine) return;
      // A query that is wrong leaves the bars of the last right one.
      if (bars.problem === undefined) store.setState({ frame, whole, histogram: bars.histogram });
      if (full?.problem === undefined) store.setState({ facets: full?.facets });
    } catch {
      // The list beside it says why nothing can be had.
    }
  }

  const following = steady(read, readPause);
  const readIfShown = () => isShown() && following.ask();
  const stops = [
    client.onState((state) => state === 'open' && readIfShown()),
    client.on('app.homeChanged', readIfShown),
    client.on('history.changed', readIfShown),
  ];
  const soon = () => {
    clearTimeout(typing);
    typing = setTimeout(() => isShown() && void read(), typingPause);
  };
  return {
    store,
    show(next) {
      if (next === query) return;
      query = next;
      soon();
    },
    setBuckets(count) {
      const next = Math.min(200, Math.max(10, Math.round(count)));
      if (next === buckets) return;
      buckets = next;
      soon();
    },
    watchFacets(isWatched) {
      wantsFacets = isWatched;
      if (isWatched) void read();
      else store.setState({ facets: undefined });
    },
    again: readIfShown,
    stop() {
      turn += 1;
      clearTimeout(typing);
      following.stop();
      for (const each of stops) each();
    },
  };
}
