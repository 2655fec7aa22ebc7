import type { Change } from '#contract/changes';
import { type DesktopSettings, firstDesktopSettings } from '#contract/desktop';
import type { InventoryChanged, InventorySnapshot } from '#contract/inventory';
import type { Handlers } from '#rpc/server';

export const emptySnapshot: InventorySnapshot = {
  revision: 1,
  home: '/home/ada',
  isSample: false,
  project: null,
  scannedAt: '2026-01-02T03:04:05.000Z',
  agents: [],
  plugins: [],
  projects: [],
  watching: { mode: 'watching', paths: 3 },
};

export const emptyChanged: InventoryChanged = {
  revision: 2,
  project: null,
  changed: [],
  removed: ['codex:plugin/a@b'],
};

export const someChange: Change = {
  id: 'change-1',
  at: '2026-01-02T03:04:05.000Z',
  kind: 'switch',
  file: '/home/ada/settings.json',
  beforeHash: 'a',
  afterHash: 'b',
  diff: { file: '/home/ada/settings.json', lines: [], bytesBefore: 1, bytesAfter: 2, creates: false },
  asked: 'window',
  state: 'applied',
  applied: true,
  verified: true,
};

/** Handlers that answer plausibly; `overrides` replaces what a test is about. */
export function sampleHandlers(overrides: Partial<Handlers> = {}): Handlers {
  const refuse = () => ({ ok: false as const, refusal: { code: 'managed', reason: 'Managed.', options: [] } });
  return {
    'app.info': (_input, { scopes }) => ({
      version: '1.2.3',
      platform: 'linux',
      door: 'serve',
      home: '/home/ada',
      isSample: false,
      canSwitch: scopes.has('control'),
      canSetSecrets: scopes.has('secrets'),
    }),
    'app.openSample': () => ({ home: '/tmp/sample' }),
    'files.open': () => ({ by: 'editor', editor: 'code' }),
    'files.tree': () => ({ trees: [] }),
    'files.read': notAsked,
    'desktop.state': () => ({ settings: firstDesktopSettings }),
    'desktop.set': (some) => ({ settings: { ...firstDesktopSettings, ...some } as DesktopSettings }),
    'inventory.snapshot': ({ project }) => ({ ...emptySnapshot, project }),
    'inventory.describe': notAsked,
    'inventory.rescan': () => ({}),
    'review.surface': notAsked,
    'review.script': notAsked,
    'review.nextStart': () => ({ agents: [] }),
    'changes.plan': refuse,
    'changes.apply': () => someChange,
    'changes.list': () => ({ changes: [] }),
    'changes.planUndo': refuse,
    'sets.list': () => ({ sets: [] }),
    'sets.save': notAsked,
    'sets.rename': notAsked,
    'sets.delete': notAsked,
    'sets.plan': notAsked,
    'changes.planMany': () => ({ ok: false, reason: 'Managed.', leftOut: [] }),
    'changes.planUndoGroup': () => ({ ok: false, reason: 'Managed.', leftOut: [] }),
    'changes.applyMany': () => ({ group: 'group-1', label: 'Enable 2 plugins', changes: [someChange], unwritten: [] }),
    'approvals.list': () => ({ approvals: [] }),
    'approvals.answer': () => ({}),
    'runs.list': () => ({ runs: [], ended: [] }),
    'runs.dismiss': () => ({}),
    'logs.read': () => ({ lines: [] }),
    'logs.reveal': () => ({}),
    'runs.stop': () => ({}),
    'guards.list': () => ({ guards: [] }),
    'guards.plan': refuse,
    'guards.apply': () => someChange,
    'inspect.preview': notAsked,
    'inspect.start': notAsked,
    'inspect.list': () => ({ sessions: [] }),
    'inspect.call': notAsked,
    'inspect.stop': notAsked,
    'inspect.grant': notAsked,
    'permissions.view': notAsked,
    'permissions.matrix': notAsked,
    'permissions.why': notAsked,
    'permissions.setRule': notAsked,
    'permissions.removeRule': notAsked,
    'permissions.setDefault': () => ({}),
    'permissions.setStrict': () => ({}),
    'permissions.accept': () => ({}),
    'doctor.checks': () => ({ checks: [] }),
    'history.status': notAsked,
    'history.search': notAsked,
    'history.overview': notAsked,
    'history.days': notAsked,
    'history.call': notAsked,
    'history.reveal': notAsked,
    'history.around': notAsked,
    'history.complete': notAsked,
    'history.pluginUse': () => ({ plugins: [] }),
    'history.problems': () => ({ problems: [] }),
    'history.export': notAsked,
    'history.import': () => ({}),
    'history.forget': () => ({ count: 0 }),
    'history.retention': () => ({ days: null, bytes: null }),
    'history.setRetention': () => ({}),
    'secrets.state': () => ({ state: 'ready', detail: 'The keychain answers.' }),
    'secrets.list': () => ({ secrets: [] }),
    'secrets.findings': () => ({ findings: [] }),
    'secrets.sources': () => ({ sources: [] }),
    'secrets.planMove': () => ({ ok: false, refusal: { code: 'cannot-move', reason: '', options: [] } }),
    'secrets.set': () => ({}),
    'secrets.delete': () => ({}),
    ...overrides,
  };
}

function notAsked(): never {
  throw new Error('not asked in this test');
}
