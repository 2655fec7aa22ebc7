import type { Approval } from '#contract/approvals';
import type { SessionScope } from '#contract/define';
import { AppError } from '#contract/errors';
import type { EventName, Payload } from '#contract/events';
import { thisPlatform } from '#platform/machine';
import type { Handlers } from '#rpc/server';
import type { AppOptions, DesktopPort } from './app-options.ts';
import { bulkHandlers } from './bulk-handlers.ts';
import { type Core, createCore } from './core.ts';
import { followDrift } from './drift-watch.ts';
import { fileHandlers } from './file-handlers.ts';
import { guardHandlers } from './guard-handlers.ts';
import { historyHandlers } from './history-handlers.ts';
import { inspectHandlers } from './inspect-handlers.ts';
import type { Inspections } from './inspections.ts';
import { followLogAge } from './log-sweep.ts';
import { permissionHandlers } from './permission-handlers.ts';
import { followPermissions } from './permission-watch.ts';
import { reviewHandlers } from './review-handlers.ts';
import { runHandlers } from './run-handlers.ts';
import { secretHandlers } from './secret-handlers.ts';
import { setHandlers } from './set-handlers.ts';
import { settingsHandlers } from './settings-handlers.ts';

/** Long enough for the window to have its first list. */
const HISTORY_AFTER_MS = 700;
/** Tried again so much later when it could not be opened, as while another process holds the store; then less and less often. */
const HISTORY_AGAIN_MS = { first: 5_000, longest: 300_000 };
const APPROVALS_AFTER_MS = 500;

export type Emit = <E extends EventName>(event: E, payload: Payload<E>) => void;

/** The product behind every door: what can be asked, what is announced, and its end. */
export interface App {
  handlers: Handlers;
  /** Every announcement goes to `emit` until the returned function is called. */
  subscribe(emit: Emit): () => void;
  close(): Promise<void>;
}

export async function createApp(options: AppOptions): Promise<App> {
  const emits = new Set<Emit>();
  const emit: Emit = (event, payload) => {
    for (const each of emits) each(event, payload);
  };
  let core = options.sample ? await openSample(options) : await openHome(options);
  let unfollow = await follow(core, emit, options);

  const replaceCore = async (next: Core) => {
    const old = core;
    unfollow();
    core = next;
    unfollow = await follow(core, emit, options);
    emit('app.homeChanged', { home: core.home, isSample: core.isSample });
    await old.close();
  };

  const announced = new WeakSet<Inspections>();
  const followed = async (owner: Core): Promise<Inspections> => {
    const inspections = await owner.inspections();
    if (!announced.has(inspections)) inspections.onChanged(() => emit('inspect.changed', {}));
    announced.add(inspections);
    return inspections;
  };

  const handlers: Handlers = {
    'app.info': async (_input, { scopes }) => ({
      version: options.version,
      platform: thisPlatform(),
      door: options.door,
      home: core.home,
      isSample: core.isSample,
      canSwitch: canSwitch(scopes),
      canSetSecrets: scopes.has('secrets') && !core.isSample,
    }),
    'app.openSample': async () => {
      if (!core.isSample) await replaceCore(await openSample(options));
      return { home: core.home };
    },
    ...settingsHandlers(() => ({
      ...{ data: core.data, version: options.version, door: options.door },
      async openHome(home) {
        await replaceCore(await openHome(home === null ? options : { ...options, home }));
        return core.home;
      },
    })),
    'desktop.state': () => desktopOf(options).state(),
    'desktop.set': (some) => desktopOf(options).set(some),
    'inventory.snapshot': ({ project }) => core.inventory.snapshot(project),
    'inventory.describe': ({ id, project }) => core.describe(id, project),
    'inventory.rescan': async () => {
      await core.inventory.rescan();
      return {};
    },
    'changes.plan': async (input) => (await core.changes()).plan(input),
    'changes.apply': async ({ planId }) => (await core.guards()).apply(planId),
    'changes.list': async ({ limit }) => ({ changes: await (await core.changes()).list(limit) }),
    'changes.planUndo': async ({ changeId }) => (await core.changes()).planUndo(changeId),
    ...bulkHandlers(() => core, emit),
    ...setHandlers(() => core.sets()),
    ...reviewHandlers(() => core),
    'sessions.running': async () => {
      const { runningSessions } = await import('./running-sessions.ts');
      return { sessions: runningSessions(core.inventory) };
    },
    'approvals.list': async () => ({
      approvals: options.canBeAsked === false ? [] : (await core.approvals()).list(),
    }),
    'approvals.answer': async ({ id, answer }) => {
      await (await core.approvals()).answer(id, answer);
      return {};
    },
    'doctor.checks': async () => {
      const { runChecks } = await import('./doctor.ts');
      return { checks: await runChecks(core) };
    },
    'diagnostics.make': async ({ withoutNames }) => {
      const { makeDiagnostics } = await import('./diagnostics.ts');
      return { text: await makeDiagnostics(core, { version: options.version, door: options.door, withoutNames }) };
    },
    ...runHandlers(() => core.data),
    ...fileHandlers(() => ({
      data: core.data,
      home: core.home,
      snapshot: core.inventory.snapshot,
      resolve: core.inventory.resolve,
    })),
    ...historyHandlers(
      () => core.history(),
      () => core.data,
    ),
    ...secretHandlers(() => core),
    ...inspectHandlers(() => followed(core)),
    ...permissionHandlers(() => ({
      ...{ data: core.data, isSample: core.isSample, history: core.history },
      describe: core.inventory.describe,
      plugins: async (project) => (await core.inventory.snapshot(project)).plugins,
      changed: () => emit('permissions.changed', {}),
    })),
    ...guardHandlers(() => core.guards()),
  };

  return {
    handlers,
    subscribe(each) {
      emits.add(each);
      return () => emits.delete(each);
    },
    async close() {
      unfollow();
      await core.close();
    },
  };
}

function desktopOf({ desktop }: AppOptions): DesktopPort {
  if (desktop !== undefined) return desktop;
  throw new AppError('unavailable', 'The tray and starting at login belong to the desktop window. Set them there.');
}

function canSwitch(scopes: ReadonlySet<SessionScope>): boolean {
  return scopes.has('control');
}

async function openHome(options: AppOptions): Promise<Core> {
  return createCore({
    ...(options.home === undefined ? {} : { home: options.home }),
    ...(options.data === undefined ? {} : { data: options.data }),
    isSample: false,
    watch: true,
    asked: options.door === 'desktop' ? 'window' : 'browser',
    log: options.log,
  });
}

async function openSample(options: AppOptions): Promise<Core> {
  const { openSampleCore } = await import('./sample-core.ts');
  return openSampleCore(options);
}

async function follow(core: Core, emit: Emit, { log, canBeAsked }: AppOptions): Promise<() => void> {
  const changes = await core.changes();
  const stops = [
    canBeAsked === false ? () => undefined : followApprovals(core, emit, log),
    core.inventory.onChanged((change) => emit('inventory.changed', change)),
    changes.onRecorded((change) => emit('changes.recorded', change)),
    followDrift(core, log),
    followHistory(core, emit, log),
    followPermissions(core.data, () => emit('permissions.changed', {})),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Opened behind the first list, or when the window asks what waits: by then there is somebody to be asked. */
function followApprovals(core: Core, emit: Emit, log: AppOptions['log']): () => void {
  let stop: (() => void) | undefined;
  let isOver = false;
  const start = async () => {
    const approvals = await core.approvals();
    if (isOver) return;
    const tell = (waiting: Approval[]) => emit('approvals.changed', { approvals: waiting });
    stop = approvals.onChanged(tell);
    if (approvals.list().length > 0) tell(approvals.list());
  };
  const timer = setTimeout(() => {
    start().catch((error: unknown) => {
      if (!isOver) log(`Nobody can be asked for a yes: ${error instanceof Error ? error.message : String(error)}`);
    });
  }, APPROVALS_AFTER_MS);
  return () => {
    isOver = true;
    clearTimeout(timer);
    stop?.();
  };
}

/** The list comes first; the transcripts are taken in behind it, from the first start on. */
function followHistory(core: Core, emit: Emit, log: AppOptions['log']): () => void {
  let stops: (() => void)[] = [];
  let isOver = false;
  const start = async () => {
    const history = await core.history();
    if (isOver) return;
    stops = [
      history.onChanged((change) => emit('history.changed', change)),
      history.onProgress((status) => emit('history.progress', status)),
    ];
    const { followLeaks } = await import('./ran-after-off.ts');
    const unfollow = await followLeaks(core, history, { changed: (leaks) => core.noteProblems(leaks), log });
    if (isOver) return unfollow();
    stops.push(unfollow);
    const { owner } = await history.status();
    if (isOver || owner !== 'this') return;
    stops.push(followLogAge(core.data, async () => (await history.ask('retention', null)).days, log));
    await history.startImport();
  };
  let timer = setTimeout(tryStart, HISTORY_AFTER_MS);
  let pause = HISTORY_AGAIN_MS.first;
  function tryStart(): void {
    start().catch((error: unknown) => {
      if (isOver) return;
      log(`The history cannot be used: ${error instanceof Error ? error.message : String(error)}`);
      for (const stop of stops.splice(0)) stop();
      timer = setTimeout(tryStart, pause);
      pause = Math.min(pause * 2, HISTORY_AGAIN_MS.longest);
    });
  }
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
