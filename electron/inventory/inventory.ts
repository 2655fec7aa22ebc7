import type { AgentModule, ScanContext } from '#agents/agent-module';
import type { Machine, ReadPort } from '#agents/read-port';
import { AppError } from '#contract/errors';
import type { InventoryChanged, InventorySnapshot, Watching } from '#contract/inventory';
import type { Plugin, Problem } from '#contract/plugin';
import type { ServerDefinition } from '#contract/server-definition';
import { chosenServer } from './chosen-server.ts';
import { createOpenViews, type View } from './open-views.ts';
import { createPace } from './pace.ts';
import { createPackageMemo } from './package-memo.ts';
import { type HomeScan, scanHome } from './scan-home.ts';
import { changesBetween, isEmptyChange } from './view-changes.ts';
import { type FileWatch, watchFiles } from './watch.ts';

/** A file that stops parsing is often one that is half written: look once more before saying so. */
const SECOND_LOOK_MS = 120;

export interface InventoryOptions {
  modules: readonly AgentModule[];
  port: ReadPort;
  machine: Machine;
  isSample: boolean;
  /** Without watching every question is answered from a fresh scan of the first one asked. */
  watch: boolean;
  now(): Date;
  log(message: string): void;
  /** What others than the agents' files know against a row; asked with every scan. */
  noted?(id: string): readonly Problem[];
}

export interface Inventory {
  snapshot(project: string | null): Promise<InventorySnapshot>;
  /** Throws AppError `not_found`. */
  describe(id: string, project: string | null): Promise<Plugin>;
  /** How its agent would start one of its servers, values included: for a start, never to be shown. Throws AppError `not_found`. */
  serverDefinition(id: string, server: string | undefined, project: string | null): Promise<ServerDefinition>;
  /** One plugin resolved from disk now; undefined when it is gone. */
  resolve(id: string, project: string | null): Promise<Plugin | undefined>;
  /** All rows of one view, read from disk now; nothing is followed because of it. */
  look(project: string | null): Promise<readonly Plugin[]>;
  rescan(): Promise<void>;
  /** Resolves every open view again, as after a change of a file: what `noted` says has changed. */
  refresh(): Promise<void>;
  /** What agents are asked with, for rooms that need an answer from the same place. */
  context(project: string | null): ScanContext;
  onChanged(listener: (change: InventoryChanged) => void): () => void;
  /** After each look that a change of a file brought about, also when no row is different. */
  onLooked(listener: () => void): () => void;
  close(): Promise<void>;
}

export async function createInventory(options: InventoryOptions): Promise<Inventory> {
  const memo = createPackageMemo();
  const listeners = new Set<(change: InventoryChanged) => void>();
  const lookListeners = new Set<() => void>();
  const views = createOpenViews();
  const closing = new AbortController();
  let fileWatch: FileWatch | undefined;
  let running: Promise<void> = Promise.resolve();
  let isQueued = false;

  const context = (project: string | null): ScanContext => ({
    port: options.port,
    machine: options.machine,
    ...(project === null ? {} : { project }),
    memo,
    pace: createPace(closing.signal),
  });

  const scan = async (project: string | null): Promise<HomeScan> => {
    const found = await scanHome(options.modules, context(project));
    return { ...found, plugins: found.plugins.map((plugin) => withNoted(plugin, options.noted?.(plugin.id) ?? [])) };
  };

  const watching = (): Watching => fileWatch?.state() ?? { mode: 'off', paths: 0 };

  const emit = (change: InventoryChanged) => {
    for (const listener of listeners) listener(change);
  };

  const follow = async () => {
    const open = await views.all();
    // Closed meanwhile: what began to watch now would never end.
    if (closing.signal.aborted) return;
    const since = Math.min(...open.map((view) => view.since));
    const targets = [...open.map((view) => view.scan.watch), ...views.dropped().map((view) => view.watch)];
    await fileWatch?.follow(targets.flat(), since);
  };

  const view = async (project: string | null): Promise<View> => {
    const known = views.find(project);
    if (known !== undefined) return known;
    const since = Date.now();
    const made = scan(project).then((first) => ({
      project,
      revision: views.firstRevision(),
      scannedAt: options.now(),
      scan: first,
      since,
    }));
    views.add(project, made);
    const opened = await made;
    followInBackground();
    return opened;
  };

  const refresh = async (current: View) => {
    let since = Date.now();
    let next = await scan(current.project);
    if (hasNewBreakage(current.scan, next)) {
      await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
      since = Date.now();
      next = await scan(current.project);
    }
    const change = changesBetween(current.scan, next);
    current.scan = next;
    current.since = since;
    current.scannedAt = options.now();
    if (isEmptyChange(change)) return;
    current.revision += 1;
    emit({ revision: current.revision, project: current.project, ...change });
  };

  const refreshAll = async () => {
    for (const open of await views.all()) await refresh(open);
    for (const looked of lookListeners) looked();
    askAgain();
    await follow();
  };

  /** Whoever still shows a view that is no longer kept current sees a gap in the numbers, and asks for it again. */
  const askAgain = () => {
    for (const { project, revision } of views.takeDropped()) {
      emit({ revision: revision + 2, project, changed: [], removed: [] });
    }
  };

  /** One refresh at a time, and at most one more waiting: it will see everything that came meanwhile. */
  const queueRefresh = (): Promise<void> => {
    if (isQueued) return running;
    isQueued = true;
    running = running.then(async () => {
      isQueued = false;
      if (!closing.signal.aborted) await refreshAll();
    });
    return running;
  };

  const report = (error: unknown) => {
    running = Promise.resolve();
    if (!(error instanceof AppError && error.code === 'cancelled')) options.log(`Rescan failed: ${String(error)}`);
  };

  const followInBackground = () => {
    running = running.then(follow);
    running.catch(report);
  };

  if (options.watch) {
    fileWatch = await watchFiles({
      changed: (paths) => {
        if (paths === undefined) memo.forgetAll();
        else for (const path of paths) memo.forget(path);
        queueRefresh().catch(report);
      },
      stateChanged: (state) => {
        const tell = (open: readonly View[]) => {
          for (const each of open) {
            each.revision += 1;
            emit({ revision: each.revision, project: each.project, changed: [], removed: [], watching: state });
          }
        };
        views.all().then(tell).catch(report);
      },
    });
  }

  const moduleOf = (plugin: Plugin | undefined) => options.modules.find((each) => each.id === plugin?.agent);
  const find = (open: View, id: string) => open.scan.plugins.find((plugin) => plugin.id === id);

  const describe = async (id: string, project: string | null): Promise<Plugin> => {
    const plugin = find(await view(project), id);
    const module = moduleOf(plugin);
    if (plugin === undefined || module === undefined) {
      throw new AppError('not_found', `Nothing is known by the id ${id}. "gatehouse list" shows the ids there are.`);
    }
    return module.describe(context(project), plugin);
  };

  return {
    context,
    async snapshot(project) {
      const open = await view(project);
      return {
        revision: open.revision,
        home: options.machine.home,
        isSample: options.isSample,
        project,
        scannedAt: open.scannedAt.toISOString(),
        agents: open.scan.agents,
        plugins: open.scan.plugins,
        projects: open.scan.projects,
        watching: watching(),
      };
    },
    describe,
    async serverDefinition(id, server, project) {
      const plugin = await describe(id, project);
      const name = chosenServer(plugin, server);
      const definition = moduleOf(plugin)?.serverDefinition(context(project), plugin, name);
      if (definition === undefined) {
        throw new AppError('not_found', `The definition of the server "${name}" of ${id} cannot be read any more.`);
      }
      return definition;
    },
    async resolve(id, project) {
      const fresh = await scan(project);
      return fresh.plugins.find((plugin) => plugin.id === id);
    },
    look: async (project) => (await scan(project)).plugins,
    refresh: () => queueRefresh(),
    async rescan() {
      memo.forgetAll();
      await queueRefresh();
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLooked(listener) {
      lookListeners.add(listener);
      return () => lookListeners.delete(listener);
    },
    async close() {
      closing.abort();
      await running.catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
      await fileWatch?.close();
    },
  };
}

function withNoted(plugin: Plugin, noted: readonly Problem[]): Plugin {
  return noted.length === 0 ? plugin : { ...plugin, problems: [...plugin.problems, ...noted] };
}

function hasNewBreakage(before: HomeScan, after: HomeScan): boolean {
  const broken = (scan: HomeScan) =>
    new Set(
      scan.agents.flatMap((agent) =>
        agent.problems.filter((each) => each.severity === 'error').map((each) => each.file),
      ),
    );
  const known = broken(before);
  return [...broken(after)].some((file) => !known.has(file));
}
