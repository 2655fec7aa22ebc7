import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlacedLine } from '#contract/logs';
import type { EndedRun, Running } from '#contract/runs';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';
import type { RunsPart, RunsState } from './runs.ts';
import type { ViewStore } from './view.ts';

/** The run whose log is open. Neither `running` nor `ended`: its agent ended it while somebody looked. */
export interface OpenRun extends Pick<Running, 'run' | 'plugin' | 'server' | 'agent' | 'project'> {
  running: Running | undefined;
  ended: EndedRun | undefined;
}

export interface RunLogState {
  open: OpenRun | undefined;
  /** Oldest first; undefined until they were asked for once. */
  lines: readonly PlacedLine[] | undefined;
  /** Where older lines are; undefined where the log begins. */
  before: string | undefined;
  failure: string | undefined;
}

export interface RunLogPart {
  store: StoreApi<RunLogState>;
  /** Reads a page of older lines, or with `all` everything there is. */
  older(all?: boolean): void;
  stop(): void;
}

/** Files are looked at while somebody looks. */
const lookMs = 700;
const page = 500;
/** Lines kept of one log; more than its files hold but for the shortest lines. */
const mostLines = 60_000;
const nothing: RunLogState = { open: undefined, lines: undefined, before: undefined, failure: undefined };

/** Reads the log of the selected run, and what is added to it, while the Running screen is open. */
export function followRunLog(client: Client, view: ViewStore, runs: RunsPart, window: Window): RunLogPart {
  const store = createStore<RunLogState>()(() => nothing);
  let timer: number | undefined;
  let after: string | undefined;
  let isReading = false;
  let wanted: 'nothing' | 'page' | 'all' = 'nothing';

  /** Asks once at a time; an answer for a log that was closed meanwhile is dropped. */
  const read = async (where: { before?: string; after?: string }, take: (answer: Answer) => void): Promise<void> => {
    const { open } = store.getState();
    if (open === undefined || isReading) return;
    const { plugin, server, run } = open;
    isReading = true;
    try {
      const answer = await client.call('logs.read', { plugin, server, run, limit: page, ...where });
      if (store.getState().open?.run === run) take(answer);
    } catch (error) {
      if (store.getState().open?.run === run) store.setState({ failure: messageOf(error) });
    } finally {
      isReading = false;
    }
  };
  const look = async (): Promise<void> => {
    if (after !== undefined) await readOn();
    else {
      await read({}, ({ lines, before, after: end }) => {
        after = end;
        store.setState({ lines, before, failure: undefined });
      });
    }
    // What could not be asked for while another question was under way.
    if (wanted !== 'nothing') await readBack();
  };
  const readOn = async (): Promise<void> => {
    let isMore = false;
    await read(after === undefined ? {} : { after }, (answer) => {
      after = answer.after;
      isMore = answer.lines.length === page;
      if (answer.lines.length > 0 || store.getState().failure !== undefined) {
        store.setState((state) => ({
          failure: undefined,
          ...bounded([...(state.lines ?? []), ...answer.lines], state),
        }));
      }
    });
    if (isMore) await readOn();
  };
  const readBack = async (): Promise<void> => {
    const { before } = store.getState();
    if (before === undefined || isReading) return;
    if (wanted === 'page') wanted = 'nothing';
    await read({ before }, (answer) => {
      store.setState(({ lines = [] }) => {
        const all = [...answer.lines, ...lines];
        return { lines: all, before: all.length < mostLines ? answer.before : undefined, failure: undefined };
      });
    });
    const { before: next, failure } = store.getState();
    if (wanted === 'all' && failure === undefined && next !== before) await readBack();
  };
  const older = (all = false): void => {
    if (wanted !== 'all') wanted = all ? 'all' : 'page';
    void readBack();
  };

  const follow = (): void => {
    const { screen, run } = view.getState();
    const open =
      screen === 'running' && run !== null ? openRun(runs.store.getState(), run, store.getState().open) : undefined;
    if (open?.run !== store.getState().open?.run) {
      [after, wanted] = [undefined, 'nothing'];
      store.setState({ ...nothing, open });
      window.clearInterval(timer);
      timer = open === undefined ? undefined : window.setInterval(() => void look(), lookMs);
      if (open !== undefined) void look();
    } else if (open !== undefined) store.setState({ open });
  };
  const stops = [view.subscribe(follow), runs.store.subscribe(follow)];
  return {
    store,
    older,
    stop() {
      window.clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}

interface Answer {
  lines: PlacedLine[];
  before?: string | undefined;
  after?: string | undefined;
}

/** The oldest go when there are too many; they can be read again. */
function bounded(lines: readonly PlacedLine[], { before }: RunLogState): Pick<RunLogState, 'lines' | 'before'> {
  if (lines.length <= mostLines) return { lines, before };
  const kept = lines.slice(-mostLines);
  return { lines: kept, before: kept[0]?.place };
}

function openRun({ runs, ended }: RunsState, run: string, last: OpenRun | undefined): OpenRun | undefined {
  const running = runs?.find((each) => each.run === run);
  const over = ended.find((each) => each.run === run);
  const known = running ?? over ?? (last?.run === run ? last : undefined);
  if (known === undefined) return undefined;
  const { plugin, server, agent, project } = known;
  return { run, plugin, server, agent, project, running, ended: over };
}
