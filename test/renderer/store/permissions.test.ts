import { describe, expect, it } from 'vitest';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type { PermissionsView } from '#contract/permissions';
import { createInventoryStore } from '#renderer/store/inventory.ts';
import { followPermissions } from '#renderer/store/permissions.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { eventually } from '#test/helpers/eventually';
import { fakeClient } from '../fake-client.ts';

const id = 'claude-code:mcp/db@user';
const inForce = {
  ...{ rules: [], system: [], isStrict: false, problems: [] },
  defaults: { reads: 'allow', writes: 'allow', unknown: 'allow' },
} as const;

function started() {
  const rules: Input<'permissions.setRule'>[] = [];
  let views = 0;
  const answer = (folder: string | null): PermissionsView => {
    views += 1;
    return { ...inForce, rules: [], system: [], problems: [], plugin: id, agent: 'claude-code', folder, servers: [] };
  };
  const client = fakeClient({
    'permissions.view': ({ folder }) => answer(folder),
    'permissions.matrix': () => ({ ...inForce, rules: [], system: [], problems: [], rows: [] }),
    'permissions.why': () => ({ isGuarded: false, rules: [] }),
    'permissions.setRule': (rule) => {
      const before = rules.at(-1);
      rules.push(rule);
      return {
        rule: { ...rule, id: 'r1' },
        ...(before === undefined ? {} : { before: { ...before, id: 'r1', at: 'x' } }),
      };
    },
    'permissions.removeRule': () => ({ rule: { id: 'r1', effect: 'ask', plugin: id, at: 'x' } }),
  });
  const view = createViewStore();
  const part = followPermissions({ client, view, inventory: createInventoryStore() });
  const asked = (method: string) => client.calls.filter((call) => call.method === method);
  return { client, view, part, rules, asked, views: () => views };
}

describe('permissions in the window', () => {
  it('are read when their tab is opened, and again when somebody changes them', async () => {
    const { client, view, part, asked } = started();
    view.setState({ selected: id, inspector: true });
    expect(asked('permissions.view')).toHaveLength(0);
    view.setState({ tab: 'permissions' });
    await eventually(() => expect(part.store.getState().shown?.view?.plugin).toBe(id));
    client.emit('permissions.changed', {});
    await eventually(() => expect(asked('permissions.view').length).toBeGreaterThan(1));
    view.setState({ tab: 'overview' });
    expect(part.store.getState().shown).toBeUndefined();
    part.stop();
  });

  it('follow the project that is picked for rules', async () => {
    const { view, part } = started();
    view.setState({ selected: id, inspector: true, tab: 'permissions' });
    await eventually(() => expect(part.store.getState().shown?.view?.folder).toBeNull());
    part.setFolder('/work');
    await eventually(() => expect(part.store.getState().shown?.view?.folder).toBe('/work'));
    part.stop();
  });

  it('change by a rule whose undo removes it, or puts back what stood there', async () => {
    const { part, rules, asked } = started();
    await part.setRule({ effect: 'deny', plugin: id, reason: 'Never.' }, 'Denied now.');
    expect(part.store.getState().undo?.words).toBe('Denied now.');
    await part.store.getState().undo?.take();
    expect(asked('permissions.removeRule').map(({ input }) => input)).toEqual([{ rule: 'r1' }]);
    expect(part.store.getState().undo).toBeUndefined();
    await part.setRule({ effect: 'ask', plugin: id }, 'Asked for now.');
    await part.store.getState().undo?.take();
    expect(rules.at(-1)).toEqual({ effect: 'deny', plugin: id, reason: 'Never.' });
    await part.removeRule({ id: 'r1', effect: 'ask', plugin: id }, 'Gone.');
    await part.store.getState().undo?.take();
    expect(rules.at(-1)).toEqual({ effect: 'ask', plugin: id });
    part.stop();
  });

  it('say why a change was refused, and what is shown stays as it is', async () => {
    const { client, part } = started();
    client.handlers['permissions.setRule'] = () => {
      throw new AppError('forbidden', 'The policy of this machine says deny.');
    };
    await part.setRule({ effect: 'allow', plugin: id }, 'Allowed now.');
    expect(part.store.getState()).toMatchObject({ failure: 'The policy of this machine says deny.', undo: undefined });
    part.stop();
  });

  it('of an open call are read with it', async () => {
    const { view, part, asked } = started();
    view.setState({ screen: 'activity', call: 7 });
    await eventually(() => expect(part.store.getState().why).toMatchObject({ call: 7, why: { isGuarded: false } }));
    view.setState({ call: null });
    expect(part.store.getState().why).toBeUndefined();
    view.setState({ screen: 'permissions' });
    await eventually(() => expect(part.store.getState().matrix?.rows).toEqual([]));
    expect(asked('permissions.why')).toHaveLength(1);
    part.stop();
  });
});
