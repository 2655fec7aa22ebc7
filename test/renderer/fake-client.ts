import type { Change, Plan, PlanOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { EventName, Payload } from '#contract/events';
import type { InventorySnapshot } from '#contract/inventory';
import type { Input, MethodName, Output } from '#contract/methods';
import type { Plugin } from '#contract/plugin';
import type { Client, ClientState } from '#rpc/client';
import { componentsOf } from './crowd.ts';
import { home } from './sample-plugins.ts';

type Handlers = { [M in MethodName]?: (input: Input<M>) => Output<M> | Promise<Output<M>> };

export interface FakeClient extends Client {
  /** Sends an event to whoever listens. */
  emit<E extends EventName>(event: E, payload: Payload<E>): void;
  enter(state: ClientState): void;
  /** Every call so far, oldest first. */
  calls: { method: MethodName; input: unknown }[];
  handlers: Handlers;
  /** Milliseconds a made-up write takes. */
  writeMs: number;
}

/** A client whose other side is a table of handlers; open from the start unless told otherwise. */
export function fakeClient(handlers: Handlers, startState: ClientState = 'open'): FakeClient {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const stateListeners = new Set<(state: ClientState) => void>();
  let state = startState;
  const client: FakeClient = {
    calls: [],
    writeMs: 0,
    handlers,
    async call(method, input) {
      client.calls.push({ method, input });
      const handler = client.handlers[method];
      if (handler === undefined) throw new AppError('not_found', `No handler for ${method}.`);
      return await handler(input);
    },
    on(event, listener) {
      const of = listeners.get(event) ?? new Set();
      listeners.set(event, of.add(listener));
      return () => of.delete(listener);
    },
    onState(listener) {
      stateListeners.add(listener);
      listener(state);
      return () => stateListeners.delete(listener);
    },
    state: () => state,
    session: () => undefined,
    close: () => client.enter('closed'),
    emit(event, payload) {
      for (const listener of listeners.get(event) ?? []) listener(payload as never);
    },
    enter(next) {
      state = next;
      for (const listener of stateListeners) listener(next);
    },
  };
  return client;
}

export function snapshotOf(plugins: Plugin[], parts: Partial<InventorySnapshot> = {}): InventorySnapshot {
  return {
    ...{ revision: 1, home, isSample: false, project: null, scannedAt: '2026-11-23T09:00:00.000Z', plugins },
    agents: [
      {
        id: 'claude-code',
        found: true,
        root: `${home}/.claude`,
        problems: [],
        looked: [{ path: `${home}/.claude`, result: 'found' }],
      },
      {
        id: 'codex',
        found: true,
        root: `${home}/.codex`,
        problems: [],
        looked: [{ path: `${home}/.codex`, result: 'found' }],
      },
    ],
    projects: [
      { path: `${home}/work/shop-api`, exists: true, agents: ['claude-code'] },
      { path: `${home}/work/old`, exists: false, agents: ['codex'] },
    ],
    watching: { mode: 'watching', paths: 41 },
    ...parts,
  };
}

/** A whole made-up main side over some rows: plans, applies, journals and undoes in memory. */
export function fakeMainSide(
  rows: Plugin[],
  parts: Partial<InventorySnapshot> = {},
  canSwitch = true,
  past: Change[] = [],
): FakeClient {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const plans = new Map<string, Plan>();
  const journal: Change[] = [...past];
  let revision = 1;
  let project: string | null = null;
  const plan = (input: Input<'changes.plan'>): PlanOutcome => {
    const row = byId.get(input.id);
    if (row === undefined) throw new AppError('not_found', 'No such plugin.');
    if (!row.switch.can)
      return {
        ok: false,
        refusal: {
          code: 'forbidden',
          reason: `${row.switch.reason} Nothing that Gatehouse could write would change that.`,
          options: optionsOf(input.enable, false),
        },
      };
    const made = planOf(row, input, `plan-${plans.size + 1}`);
    plans.set(made.planId, made);
    return { ok: true, plan: made };
  };
  const client = fakeClient({
    'app.info': () => ({
      ...{ version: '0.1.0', platform: 'linux', door: 'serve', home, isSample: false, canSwitch },
      canSetSecrets: false,
    }),
    'inventory.snapshot': (input) => {
      project = input.project;
      return snapshotOf([...byId.values()], { ...parts, revision, project });
    },
    'inventory.describe': ({ id }) => {
      const row = byId.get(id);
      if (row === undefined) throw new AppError('not_found', 'No such plugin.');
      return { ...row, components: componentsOf(row) };
    },
    'changes.plan': plan,
    'changes.apply': async ({ planId }) => {
      const made = plans.get(planId);
      if (made === undefined) throw new AppError('not_found', 'The plan is gone.');
      const row = byId.get(made.id);
      if (row === undefined) throw new AppError('not_found', 'No such plugin.');
      await new Promise((done) => setTimeout(done, client.writeMs));
      const next: Plugin =
        made.component === undefined
          ? {
              ...row,
              effective: { ...row.effective, enabled: made.enable, state: made.enable ? 'enabled' : 'disabled' },
            }
          : row;
      byId.set(row.id, next);
      revision += 1;
      const change: Change = {
        id: `c${journal.length + 1}`,
        at: new Date().toISOString(),
        kind: 'switch',
        plugin: row.id,
        enable: made.enable,
        scope: made.scope,
        file: made.file,
        beforeHash: 'a',
        afterHash: 'b',
        diff: made.diff,
        asked: 'browser',
        state: 'applied',
        applied: true,
        verified: true,
        effective: next.effective.state,
      };
      journal.unshift(change);
      client.emit('changes.recorded', change);
      client.emit('inventory.changed', { revision, project, changed: [next], removed: [] });
      return change;
    },
    'secrets.state': () => ({ state: 'ready', detail: 'The keychain answers.' }),
    'secrets.list': () => ({ secrets: [] }),
    'changes.list': () => ({ changes: journal }),
    'changes.planUndo': ({ changeId }) => {
      const change = journal.find((each) => each.id === changeId);
      if (change?.plugin === undefined) throw new AppError('not_found', 'No such change.');
      return plan({ id: change.plugin, enable: change.enable !== true, project });
    },
    'app.openSample': () => {
      client.handlers['inventory.snapshot'] = () =>
        snapshotOf([...byId.values()], { isSample: true, home: '/tmp/sample' });
      client.emit('app.homeChanged', { home: '/tmp/sample', isSample: true });
      return { home: '/tmp/sample' };
    },
  });
  return client;
}

function optionsOf(enable: boolean, works = true): Plan['options'] {
  const folder = `${home}/work/shop-api/.claude`;
  const yes = enable ? 'Enabled here, for you' : 'Disabled here, for you';
  return [
    {
      scope: 'local',
      file: `${folder}/settings.local.json`,
      takesEffect: works,
      reason: works ? yes : 'No effect, managed settings decide',
    },
    { scope: 'project', file: `${folder}/settings.json`, takesEffect: false, reason: 'No effect, local overrules' },
    { scope: 'user', file: `${home}/.claude/settings.json`, takesEffect: false, reason: 'No effect, local overrules' },
  ];
}

function planOf(row: Plugin, input: Input<'changes.plan'>, planId: string): Plan {
  const options = optionsOf(input.enable);
  const option = options.find((each) => each.scope === (input.scope ?? 'local'));
  const key = `    "${row.name}@${row.marketplace ?? ''}": `;
  const file = option?.file ?? '';
  return {
    ...{ planId, id: row.id, enable: input.enable, scope: input.scope ?? 'local', options, file, fileHash: 'a' },
    ...(input.component === undefined ? {} : { component: input.component }),
    diff: {
      ...{ file, bytesBefore: 412, bytesAfter: input.enable ? 411 : 413, creates: false },
      lines: [
        { kind: 'same', before: 1, after: 1, text: '{' },
        { kind: 'same', before: 2, after: 2, text: '  "enabledPlugins": {' },
        { kind: 'removed', before: 3, text: `${key}${!input.enable}` },
        { kind: 'added', after: 3, text: `${key}${input.enable}` },
        { kind: 'same', before: 4, after: 4, text: '  },' },
        { kind: 'same', before: 5, after: 5, text: '  "enabledMcpjsonServers": [' },
      ],
    },
    runs: input.enable
      ? ['4 hook commands will then run before and after each tool call, at each prompt and at stop.']
      : [],
    afterwards: ['Takes effect in the next session, or after /reload-plugins.'],
  };
}
