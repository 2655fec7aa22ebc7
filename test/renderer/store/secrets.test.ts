import { expect, test } from 'vitest';
import { startState } from '#renderer/lib/url-state.ts';
import { createConnectionStore, setLock } from '#renderer/store/connection.ts';
import { followSecrets } from '#renderer/store/secrets.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { eventually } from '../../helpers/eventually.ts';
import { fakeClient } from '../fake-client.ts';
import { madeSecrets } from '../made-secrets.ts';
import { pastChanges } from '../past-changes.ts';

function followed(keychain = 'ready', screen: 'secrets' | 'plugins' = 'secrets') {
  const client = fakeClient(madeSecrets(keychain, 'desktop'));
  const view = createViewStore({ ...startState, screen });
  const said: string[] = [];
  const secrets = followSecrets({ client, view, say: (text) => said.push(text) });
  const asked = (method: string) => client.calls.filter((each) => each.method === method).length;
  return { client, view, secrets, said, asked };
}

test('the keychain is asked when the screen is opened, and not before', async () => {
  const { view, secrets, asked } = followed('locked', 'plugins');
  expect(asked('secrets.state')).toBe(0);
  view.setState({ screen: 'secrets' });
  await eventually(() => expect(secrets.store.getState()).toMatchObject({ isLooking: false }));
  expect(secrets.store.getState()).toMatchObject({ keychain: { state: 'locked' }, failure: undefined });
  expect(secrets.store.getState().secrets).toHaveLength(3);
  secrets.stop();
});

test('names are shown while the keychain still waits for a person', async () => {
  const { client, secrets } = followed();
  client.handlers['secrets.state'] = () => new Promise(() => {});
  void secrets.look();
  await eventually(() => expect(secrets.store.getState().secrets).toHaveLength(3));
  expect(secrets.store.getState().isLooking).toBe(true);
  secrets.stop();
});

test('a value is handed on once, and no store of the window holds it', async () => {
  const { client, view, secrets, said } = followed();
  secrets.ask.askSet();
  const name = { plugin: 'claude-code:mcp/echo@user', variable: 'TOKEN' };
  expect(await secrets.ask.set(name, 'tell-no-one')).toBe(true);
  expect(client.calls.filter((each) => JSON.stringify(each).includes('tell-no-one'))).toHaveLength(1);
  await eventually(() => expect(secrets.store.getState().secrets).toHaveLength(4));
  const held = JSON.stringify([secrets.store.getState(), secrets.ask.store.getState(), view.getState(), said]);
  expect(held).not.toContain('tell-no-one');
  expect(secrets.ask.store.getState().question).toBeUndefined();
  secrets.stop();
});

test('what the keychain refuses stays in the dialog, in words', async () => {
  const { secrets } = followed('locked');
  const name = { plugin: 'claude-code:mcp/gone@user', variable: 'TOKEN' };
  secrets.ask.askDelete(name);
  await secrets.ask.remove();
  expect(secrets.ask.store.getState()).toMatchObject({
    question: { deed: 'delete', name },
    failure: expect.stringContaining('Unlock the keyring'),
    isRunning: false,
  });
  secrets.ask.cancel();
  expect(secrets.ask.store.getState().question).toBeUndefined();
  secrets.stop();
});

test('why no value can be typed is said for each kind of session', () => {
  const store = createConnectionStore();
  const info = madeSecrets('ready', 'serve')['app.info']();
  expect(setLock({ ...store.getState(), link: 'waiting', info })).toContain('Not connected');
  expect(setLock({ ...store.getState(), link: 'open', info })).toContain('never in a browser');
  expect(setLock({ ...store.getState(), link: 'open', info: { ...info, isSample: true } })).toContain('sample home');
  expect(setLock({ ...store.getState(), link: 'open', info: { ...info, canSetSecrets: true } })).toBeUndefined();
});

test('what stands in plain text is read with the names, and again after a change', async () => {
  const { client, secrets, asked } = followed();
  await secrets.look();
  expect(secrets.store.getState().findings?.map(({ variable }) => variable)).toEqual(['GITHUB_TOKEN', 'SHOP_SECRET']);
  const states = asked('secrets.state');
  client.handlers['secrets.findings'] = () => ({ findings: [] });
  const [change] = pastChanges;
  if (change !== undefined) client.emit('changes.recorded', change);
  await eventually(() => expect(secrets.store.getState().findings).toEqual([]));
  // The keychain is asked only by a person.
  expect(asked('secrets.state')).toBe(states);
  secrets.stop();
});
