import { homedir } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#contract/errors';
import type {
  Call,
  CallDetail,
  ExportFormat,
  HistoryProblem,
  HistoryStats,
  Overview,
  PluginUse,
  QueryProblem,
  Retention,
  SearchInput,
  SearchPage,
  Suggestion,
} from '#contract/history';
import { makePrivateFolder } from '#platform/private-files';
import { type CallStore, openCallStore } from './call-store.ts';
import { type ColumnRow, type Columns, openColumns } from './columns.ts';
import { exportHead, exportLine } from './export-calls.ts';
import { isDamage } from './history-database.ts';
import type { StoreCalls } from './import-worker.ts';
import { pluginUseOf } from './plugin-use.ts';
import type { QueryNode } from './query-ast.ts';
import { completeQuery } from './query-completion.ts';
import { openEvaluation, type QueryEvaluation } from './query-evaluation.ts';
import { parseQuery } from './query-parser.ts';
import type { SlicedWork } from './query-slices.ts';
import { type LateCall, ranAfter } from './ran-after.ts';
import { salvageHistory } from './salvage.ts';
import { spoolFolder } from './spool-reader.ts';
import { sweepSpools } from './spool-sweep.ts';
import { statsOf } from './stats.ts';
import { createUpkeep } from './store-upkeep.ts';
import { answerThread } from './worker-calls.ts';

export interface StoreWorkerData {
  folder: string;
  /** What `~` stands for in queries. */
  home?: string;
}

export interface Figures {
  calls: number;
  rows: number;
  size: number;
  first?: number;
  problems: number;
  revision: number;
}

/** A query that cannot be read gives its problem instead of an answer. */
type Asked<T> = T & { problem?: QueryProblem };

/** What the store's thread answers. */
export interface QuestionCalls extends Record<string, (input: never, signal: AbortSignal) => unknown> {
  become: (input: { isOwner: boolean }) => null;
  figures: (input: null) => Figures;
  search: (input: SearchInput, signal: AbortSignal) => Promise<SearchPage>;
  overview: (input: { query: string; buckets: number }, signal: AbortSignal) => Promise<Overview>;
  days: (input: { query: string; edges: number[] }, signal: AbortSignal) => Promise<number[]>;
  detail: (input: { id: number }) => CallDetail;
  around: (input: { id: number; before: number; after: number }) => { calls: Call[]; sessionTotal: number };
  complete: (input: { query: string; caret: number }) => Suggestion[];
  stats: (input: { query: string }, signal: AbortSignal) => Promise<Asked<HistoryStats>>;
  pluginUse: (input: null, signal: AbortSignal) => Promise<PluginUse[]>;
  ranAfter: (input: { plugin: string; after: number }, signal: AbortSignal) => Promise<LateCall | null>;
  problems: (input: { limit: number }) => HistoryProblem[];
  export: (
    input: { query: string; format: ExportFormat; cursor?: number | undefined },
    signal: AbortSignal,
  ) => Promise<Asked<{ text: string; next?: number }>>;
  /** `isClean` is absent for a dry run. False: another process reads, so some of it still lies in the write-ahead log. */
  forget: (
    input: { query: string; dryRun: boolean },
    signal: AbortSignal,
  ) => Promise<Asked<{ count: number; isClean?: boolean }>>;
  retention: (input: null) => Retention;
  setRetention: (input: Retention) => null;
  expire: (input: null) => Promise<null>;
  /** Deletes the spools of ended runs that were taken in. */
  sweep: (input: null) => number;
  integrity: (input: null) => string[];
  digest: (input: null) => string;
  close: (input: null) => null;
}

const EXPORTED_AT_ONCE = 200;
const FORGOTTEN_AT_ONCE = 100;
/** Changes are told at most this often, in ms. */
const TOLD_MS = 120;
/** One who only reads looks this often whether the owner wrote something, in ms. */
const LOOK_MS = 1_000;

const everything: QueryNode = { kind: 'and', nodes: [] };

function main(port: MessagePort, { folder, home = homedir() }: StoreWorkerData): void {
  let isOwner = false;
  let store = openOrSalvage();
  let columns = loaded(store);
  let evaluation = openEvaluation(columns, store.fullText);
  let revision = 1;
  let telling: NodeJS.Timeout | undefined;
  let version = store.version();

  function openOrSalvage(): CallStore {
    try {
      return openCallStore(folder);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return salvaged();
    }
  }

  function salvaged(): CallStore {
    const { file, calls } = salvageHistory(folder, new Date());
    // Told once the port listens: this may run before.
    setImmediate(() =>
      answers.emit('salvaged', `The history was damaged. ${calls} calls were saved; the damaged file is ${file}.`),
    );
    return openCallStore(folder);
  }

  const reopen = (next: () => CallStore) => {
    store = next();
    columns = loaded(store);
    evaluation = openEvaluation(columns, store.fullText);
    version = store.version();
    tell();
  };

  /** A damaged page shows only when it is read: then the rows are saved, and the question is asked again. */
  const guarded = <T>(ask: () => T): T => {
    try {
      return ask();
    } catch (error) {
      if (!isDamage(error) || !isOwner) throw error;
      closeQuietly(store);
      reopen(salvaged);
      return ask();
    }
  };
  const guardedLater = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!isDamage(error) || !isOwner) throw error;
      closeQuietly(store);
      reopen(salvaged);
      return await ask();
    }
  };

  const tell = () => {
    revision += 1;
    telling ??= setTimeout(() => {
      telling = undefined;
      answers.emit('changed', { revision, calls: toolCalls(columns), rows: columns.size });
    }, TOLD_MS);
  };

  const follow = setInterval(() => {
    if (isOwner || store.version() === version) return;
    version = store.version();
    columns = loaded(store);
    evaluation = openEvaluation(columns, store.fullText);
    tell();
  }, LOOK_MS);
  follow.unref();

  const parsed = (query: string) =>
    parseQuery(query, { now: Date.now(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, home });

  const matching = async <T>(
    query: string,
    use: (found: QueryEvaluation, ast: QueryNode) => Promise<T>,
    wrong: (problem: QueryProblem) => T,
  ): Promise<T> => {
    const read = parsed(query);
    return read.ok ? guardedLater(() => use(evaluation, read.ast)) : wrong(read.problem);
  };

  const ownersOnly = () => {
    if (!isOwner)
      throw new AppError('conflict', 'Another Gatehouse holds the history. Do it there, or close it first.');
  };

  const upkeep = createUpkeep({
    ask: (work) => guarded(() => work(store)),
    removed(ids) {
      columns.remove(ids);
      tell();
    },
    failed: (error) => answers.emit('failed', `The history could not be cleaned: ${String(error)}`),
  });

  /** Whether nothing of it is left on the disk. */
  const forgetAll = async (ids: readonly number[], signal: AbortSignal) => {
    for (let at = 0; at < ids.length; at += FORGOTTEN_AT_ONCE) {
      const some = ids.slice(at, at + FORGOTTEN_AT_ONCE);
      store.forget(some);
      columns.remove(some);
      tell();
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) break;
    }
    return upkeep.clean();
  };

  const answers = answerThread<QuestionCalls>(port, {
    become({ isOwner: next }) {
      isOwner = next;
      // What an earlier run forgot while others read may still lie in the write-ahead log.
      if (isOwner) upkeep.cleanLater();
      // Else the data folder would be watched for it, and with it every write to the store.
      if (isOwner) makePrivateFolder(spoolFolder(folder));
      return null;
    },
    figures: () =>
      guarded(() => ({
        calls: toolCalls(columns),
        rows: columns.size,
        size: store.size(),
        problems: store.problemCount(),
        revision,
        ...firstOf(columns),
      })),
    search: ({ query, limit, cursor, index }, signal) =>
      matching<SearchPage>(
        query,
        async (found, ast) => {
          const from = cursor === undefined ? (index === undefined ? {} : { index }) : { cursor };
          const { ids, ...rest } = await found.page(ast, { limit, ...from }, signal);
          return { calls: store.calls(ids), ...rest };
        },
        (problem) => ({ calls: [], matched: 0, isExact: true, problem }),
      ),
    overview: ({ query, buckets }, signal) =>
      matching<Overview>(
        query,
        (found, ast) => found.overview(ast, buckets, signal),
        (problem) => ({ matched: 0, isExact: true, total: toolCalls(columns), histogram: [], facets: [], problem }),
      ),
    days: ({ query, edges }, signal) =>
      matching(
        query,
        (found, ast) => found.days(ast, edges, signal),
        () => edges.slice(1).map(() => 0),
      ),
    detail({ id }) {
      const detail = guarded(() => store.detail(id));
      if (detail === undefined) throw new AppError('not_found', 'The call is not in the history any more.');
      return detail;
    },
    around: ({ id, before, after }) =>
      guarded(() => {
        const { ids, total } = store.around(id, before, after);
        return { calls: store.calls(ids), sessionTotal: total };
      }),
    complete: ({ query, caret }) => completeQuery(query, caret, (field) => columns.values(field)),
    stats: ({ query }, signal) =>
      matching<Asked<HistoryStats>>(
        query,
        (found, ast) => found.withMatches(ast, statsOf, signal),
        (problem) => ({ ...noStats, problem }),
      ),
    pluginUse: (_input, signal) =>
      guardedLater(() =>
        evaluation.withMatches(everything, (view, places) => pluginUseOf(view, places, Date.now()), signal),
      ),
    ranAfter: ({ plugin, after }, signal) => guardedLater(() => ranAfter(evaluation, plugin, after, signal)),
    problems: ({ limit }) => guarded(() => store.problems(limit)),
    export: ({ query, format, cursor }, signal) =>
      matching<Asked<{ text: string; next?: number }>>(
        query,
        async (found, ast) => {
          const request = { limit: EXPORTED_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) };
          const { ids, next } = await found.page(ast, request, signal);
          const lines = ids.flatMap((id) => store.detail(id) ?? []).map((call) => exportLine(call, format));
          const text = (cursor === undefined ? exportHead(format) : '') + lines.join('');
          return { text, ...(next === undefined ? {} : { next }) };
        },
        (problem) => ({ text: '', problem }),
      ),
    forget: ({ query, dryRun }, signal) =>
      matching<Asked<{ count: number }>>(
        query,
        async (found, ast) => {
          if (!dryRun) ownersOnly();
          const ids = await found.withMatches(ast, idsAt, signal);
          if (dryRun) return { count: ids.length };
          return { count: ids.length, isClean: await forgetAll(ids, signal) };
        },
        (problem) => ({ count: 0, problem }),
      ),
    retention: () => store.retention(),
    setRetention(retention) {
      store.setRetention(retention);
      return null;
    },
    async expire() {
      await upkeep.expire();
      return null;
    },
    sweep: () => (isOwner ? guarded(() => sweepSpools(folder, store)) : 0),
    integrity: () => store.integrity(),
    digest: () => store.digest(),
    close() {
      upkeep.stop();
      clearTimeout(telling);
      clearInterval(follow);
      store.close();
      return null;
    },
  });

  // The importing thread's own line, so that batches need not pass through the main one.
  port.on('message', (message: unknown) => {
    if (!isFeed(message)) return;
    // Batches that came together would be taken in at one go: between two of them whoever asked gets an answer.
    let turn: Promise<unknown> = Promise.resolve();
    answerThread<StoreCalls>(message.port, {
      known: () => guarded(() => store.allProgress()),
      async takeIn(batch) {
        turn = turn.then(() => new Promise((resolve) => setImmediate(resolve)));
        await turn;
        const before = store;
        const { upserted, removed } = guarded(() => store.takeIn(batch));
        // The batch went on from a place the saved store knows nothing of: the import begins anew.
        if (store !== before) throw new AppError('unavailable', 'The history was damaged and saved.');
        columns.upsertMany(upserted);
        columns.remove(removed);
        if (upserted.length > 0 || removed.length > 0) tell();
        return null;
      },
      failed: (problem) => (store.noteProblem(problem), null),
    });
  });
}

function isFeed(message: unknown): message is { kind: 'feed'; port: MessagePort } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'feed';
}

function loaded(store: CallStore): Columns {
  const columns = openColumns();
  columns.load(rowsOf(store), store.count());
  return columns;
}

function rowsOf(store: CallStore): Iterable<ColumnRow> {
  return store.columnRows();
}

function toolCalls(columns: Columns): number {
  return columns.values('type').find(({ value }) => value === 'tool')?.count ?? 0;
}

function firstOf(columns: Columns): { first?: number } {
  const { times, size } = columns.view();
  const first = size === 0 ? undefined : times[0];
  return first === undefined ? {} : { first };
}

function* idsAt(view: { ids: Float64Array }, places: Uint32Array): SlicedWork<number[]> {
  yield;
  return Array.from(places, (place) => view.ids[place] ?? 0);
}

function closeQuietly(store: CallStore): void {
  try {
    store.close();
  } catch {
    // Its file is damaged; it is moved aside next.
  }
}

const noStats: HistoryStats = {
  total: 0,
  byAgent: {},
  byPlugin: {},
  byTool: {},
  byOutcome: {},
  byDay: {},
  byType: {},
};

if (parentPort !== null) main(parentPort, workerData as StoreWorkerData);
