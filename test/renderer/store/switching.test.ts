import { describe, expect, it, vi } from 'vitest';
import type { Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import { followInventory } from '#renderer/store/follow-inventory.ts';
import { createInventoryStore } from '#renderer/store/inventory.ts';
import { createPendingStore } from '#renderer/store/pending.ts';
import { createSwitching } from '#renderer/store/switching.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { fakeMainSide } from '#test/renderer/fake-client';
import { plugin } from '#test/renderer/sample-plugins';

const row = plugin({ name: 'hookify' });
const locked = plugin({ name: 'tunnels', switch: { can: false, reason: 'Managed settings decide.' } });

async function start() {
  const client = fakeMainSide([row, locked]);
  const [inventory, pending, view] = [createInventoryStore(), createPendingStore(), createViewStore()];
  const follower = followInventory(client, inventory, null);
  const said: string[] = [];
  const described: number[] = [];
  const needs = {
    client,
    inventory,
    pending,
    view,
    refresh: follower.refresh,
    describeAgain: async () => void described.push(1),
    askUndoGroup: async () => undefined,
    now: () => 1,
    say: (text: string) => void said.push(text),
  };
  const switching = createSwitching(needs);
  await vi.waitFor(() => expect(inventory.getState().phase).toBe('ready'));
  const ask = (target = row, enable = false) => switching.askSwitch({ id: target.id, name: target.name, enable });
  const state = () => inventory.getState().byId.get(row.id)?.effective.state;
  return { described, client, inventory, pending, view, switching, said, ask, state };
}

const applied: Change = {
  ...{
    id: 'c1',
    at: '2026-11-23T09:00:00.000Z',
    kind: 'switch',
    plugin: row.id,
    enable: false,
    scope: 'user',
    file: '/f',
    beforeHash: 'a',
    afterHash: 'b',
  },
  ...{
    diff: { file: '/f', lines: [], bytesBefore: 1, bytesAfter: 1, creates: false },
    asked: 'browser',
    state: 'applied',
    applied: true,
    verified: true,
  },
};

describe('switching', () => {
  it('shows a plan and writes nothing before the yes', async () => {
    const { client, switching, ask, state } = await start();
    await ask();
    expect(switching.ask.getState().plan?.enable).toBe(false);
    switching.cancel();
    await switching.write();
    expect(client.calls.map((call) => call.method)).not.toContain('changes.apply');
    expect(state()).toBe('enabled');
  });

  it('is pending from the yes until the row says so, and never ahead of it', async () => {
    const { switching, pending, ask, state, said } = await start();
    await ask();
    const written = switching.write();
    expect(pending.getState().pending.get(row.id)).toMatchObject({ enable: false });
    expect(state()).toBe('enabled');
    expect(switching.ask.getState().question).toBeUndefined();
    await written;
    expect(state()).toBe('disabled');
    expect(pending.getState().pending.size).toBe(0);
    expect(said).toEqual(['hookify disabled, u undoes']);
  });

  it('shows the refusal with its reason and offers nothing to write', async () => {
    const { switching, ask } = await start();
    await ask(locked, true);
    expect(switching.ask.getState()).toMatchObject({ plan: undefined, refusal: { code: 'forbidden' } });
    await switching.write();
    expect(switching.ask.getState().refusal?.reason).toContain('Managed settings decide.');
  });

  it('puts the reason into the row when the write is refused', async () => {
    const { client, switching, pending, ask, state } = await start();
    client.handlers['changes.apply'] = () => {
      throw new AppError('conflict', 'The file changed since.');
    };
    await ask();
    await switching.write();
    expect(pending.getState().failures.get(row.id)).toBe('The file changed since.');
    expect(pending.getState().pending.size).toBe(0);
    expect(state()).toBe('enabled');
  });

  it('says when a written switch did not take', async () => {
    const { client, switching, pending, ask } = await start();
    client.handlers['changes.apply'] = () => ({ ...applied, verified: false, note: 'Another program put it back.' });
    await ask();
    await switching.write();
    expect(pending.getState().failures.get(row.id)).toBe('Another program put it back.');
  });

  it('asks for the rows again when a verified change does not show', async () => {
    vi.useFakeTimers();
    const { client, switching, pending, ask } = await start();
    client.handlers['changes.apply'] = () => applied;
    await ask();
    const written = switching.write();
    await vi.advanceTimersByTimeAsync(2900);
    expect(pending.getState().pending.size).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    await written;
    expect(pending.getState().pending.size).toBe(0);
    expect(client.calls.filter((call) => call.method === 'inventory.snapshot')).toHaveLength(2);
    vi.useRealTimers();
  });

  it('cannot be written while another scope is being planned', async () => {
    const { client, switching, ask } = await start();
    await ask();
    const replanned = switching.chooseScope('user');
    await switching.write();
    expect(client.calls.map((call) => call.method)).not.toContain('changes.apply');
    await replanned;
    expect(switching.ask.getState()).toMatchObject({ plan: { scope: 'user' }, replanning: undefined });
  });

  it('forgets a plan that arrives after the cancel', async () => {
    const { switching, ask } = await start();
    const asked = ask();
    switching.cancel();
    await asked;
    expect(switching.ask.getState().question).toBeUndefined();
  });

  it('undoes the last write that stands, through the same question', async () => {
    const { switching, ask, state, said } = await start();
    await switching.askUndoLast();
    expect(said).toEqual(['Nothing to undo']);
    await ask();
    await switching.write();
    await switching.askUndoLast();
    expect(switching.ask.getState()).toMatchObject({
      question: { kind: 'undo', name: 'hookify' },
      plan: { enable: true },
    });
    await switching.write();
    expect(state()).toBe('enabled');
  });

  it('reads the components again before the switch of one of them settles', async () => {
    const { switching, pending, described } = await start();
    const component = { kind: 'mcp-server' as const, name: 'db' };
    await switching.askSwitch({ id: row.id, component, name: 'db of hookify', enable: true });
    const written = switching.write();
    expect([...pending.getState().pending.keys()]).toEqual([`${row.id} mcp-server db`]);
    await written;
    expect(described).toHaveLength(1);
    expect(pending.getState().pending.size).toBe(0);
  });

  it('says so when another program overwrote a switch', async () => {
    const { client, pending, said } = await start();
    client.emit('changes.recorded', { ...applied, kind: 'outside', note: 'Claude Code put the old value back.' });
    expect(pending.getState().failures.get(row.id)).toBe('Claude Code put the old value back.');
    expect(said).toEqual(['Another program changed hookify']);
  });

  it('moves a secret after a yes of its own, and says where it went', async () => {
    const { client, switching, pending, said } = await start();
    const component = { kind: 'mcp-server' as const, name: 'db' };
    client.handlers['secrets.planMove'] = async ({ plugin: id }) => {
      const outcome = await client.call('changes.plan', { id, component, enable: true, project: null });
      return outcome;
    };
    const secret = { plugin: row.id, server: 'db', variable: 'DB_TOKEN', project: null };
    await switching.askMove(secret);
    expect(switching.ask.getState()).toMatchObject({ question: { kind: 'move', name: 'db', secret } });
    expect(client.calls.map(({ method }) => method)).not.toContain('changes.apply');
    await switching.write();
    expect(said).toEqual(['DB_TOKEN is in the keychain and gone from the file, u undoes']);
    expect(pending.getState().pending.size).toBe(0);
  });

  it('keeps why a secret was not moved, until it is tried again', async () => {
    const { client, switching, pending, ask } = await start();
    await ask();
    client.handlers['secrets.planMove'] = () => {
      throw new AppError('unavailable', 'The keychain is locked.');
    };
    await switching.askMove({ plugin: row.id, server: 'db', variable: 'DB_TOKEN', project: null });
    expect(switching.ask.getState()).toMatchObject({ plan: undefined, refusal: { reason: 'The keychain is locked.' } });
    expect(pending.getState().pending.size).toBe(0);
  });
});
