import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EndedRun, Running } from '#contract/runs';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';
import type { ViewStore } from './view.ts';

export interface RunsState {
  /** Oldest first; undefined until it was asked once. */
  runs: readonly Running[] | undefined;
  /** Those that ended by themselves in the last day, newest first. */
  ended: readonly EndedRun[];
  failure: string | undefined;
  /** When that was, in milliseconds since 1970. */
  askedAt: number;
  /** Those that were told to end and have not yet. */
  ending: ReadonlySet<string>;
}

export interface RunsPart {
  store: StoreApi<RunsState>;
  end(run: string): Promise<void>;
  /** Takes one that ended off the list. */
  dismiss(run: string): Promise<void>;
  stop(): void;
}

/** Processes announce nothing; they are looked at while somebody looks. */
const lookMs = 2_000;

/** Asks which servers run while the screen is open. */
export function followRuns(client: Client, view: ViewStore, page: Window, say: (text: string) => void): RunsPart {
  const store = createStore<RunsState>()(() => ({
    runs: undefined,
    ended: [],
    failure: undefined,
    askedAt: 0,
    ending: new Set(),
  }));
  let timer: number | undefined;
  const look = async (): Promise<void> => {
    try {
      const { runs, ended } = await client.call('runs.list', {});
      store.setState(({ ending }) => ({
        runs,
        ended,
        askedAt: Date.now(),
        failure: undefined,
        ending: new Set([...ending].filter((each) => runs.some(({ run }) => run === each))),
      }));
    } catch (error) {
      store.setState({ failure: messageOf(error) });
    }
  };
  const follow = (): void => {
    const isLooking = timer !== undefined;
    const shouldLook = view.getState().screen === 'running' && client.state() === 'open';
    if (shouldLook === isLooking) return;
    if (shouldLook) {
      timer = page.setInterval(() => void look(), lookMs);
      void look();
    } else {
      page.clearInterval(timer);
      timer = undefined;
    }
  };
  const stops = [view.subscribe(follow), client.onState(follow)];
  return {
    store,
    async end(run) {
      store.setState(({ ending }) => ({ ending: new Set([...ending, run]) }));
      try {
        await client.call('runs.stop', { run });
        await look();
      } catch (error) {
        store.setState(({ ending }) => ({ ending: new Set([...ending].filter((each) => each !== run)) }));
        say(messageOf(error));
      }
    },
    async dismiss(run) {
      try {
        await client.call('runs.dismiss', { run });
        if (view.getState().run === run) view.setState({ run: null });
        await look();
      } catch (error) {
        say(messageOf(error));
      }
    },
    stop() {
      page.clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}
