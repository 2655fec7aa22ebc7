import { createStore, type StoreApi } from 'zustand/vanilla';
import type { KeychainState, PlainSecret, Secret } from '#contract/secrets';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';
import { createSecretAsk, type SecretAsk } from './secret-ask.ts';
import type { ViewStore } from './view.ts';

export interface SecretsState {
  /** Names, never values; undefined until they were read once. */
  secrets: readonly Secret[] | undefined;
  /** Secrets in plain text in files, without values; undefined until they were read once. */
  findings: readonly PlainSecret[] | undefined;
  /** As of the last look; undefined while it is asked for the first time. */
  keychain: KeychainState | undefined;
  isLooking: boolean;
  failure: string | undefined;
}

export interface KeptSecrets {
  store: StoreApi<SecretsState>;
  /** The dialogs that store and remove. */
  ask: SecretAsk;
  /** Reads the names, and asks the keychain how it is, which may show its prompt. */
  look(): Promise<void>;
  stop(): void;
}

const unknown: SecretsState = {
  ...{ secrets: undefined, findings: undefined, keychain: undefined },
  ...{ isLooking: false, failure: undefined },
};

interface SecretsParts {
  client: Client;
  view: ViewStore;
  say: (text: string) => void;
}

/** Looks each time the screen is opened and never behind its back: a keychain may ask a person for a password. */
export function followSecrets({ client, view, say }: SecretsParts): KeptSecrets {
  const store = createStore<SecretsState>()(() => unknown);
  let turn = 0;
  /** What can be read without asking the keychain. */
  const read = async (mine: number) => {
    const put = (state: Partial<SecretsState>) => turn === mine && store.setState(state);
    const fail = (error: unknown) => put({ failure: messageOf(error) });
    const { project } = view.getState();
    await Promise.all([
      client.call('secrets.list', {}).then(({ secrets }) => put({ secrets }), fail),
      client.call('secrets.findings', { project }).then(({ findings }) => put({ findings }), fail),
    ]);
  };
  const look = async () => {
    turn += 1;
    const mine = turn;
    const put = (state: Partial<SecretsState>) => turn === mine && store.setState(state);
    const fail = (error: unknown) => put({ failure: messageOf(error) });
    put({ isLooking: true, failure: undefined });
    // The names are there at once; a keychain that waits is waited for by its own line alone.
    const names = read(mine);
    const state = client.call('secrets.state', {}).then((keychain) => put({ keychain }), fail);
    await Promise.all([names, state]);
    put({ isLooking: false });
  };
  const isShown = () => view.getState().screen === 'secrets' && client.state() === 'open';
  const stops = [
    client.onState((state) => state === 'open' && isShown() && void look()),
    client.on('app.homeChanged', () => {
      turn += 1;
      store.setState(unknown);
      if (isShown()) void look();
    }),
    client.on('changes.recorded', () => isShown() && void read(turn)),
    view.subscribe((state, before) => state.project !== before.project && isShown() && void read(turn)),
    view.subscribe((state, before) => state.screen !== before.screen && isShown() && void look()),
  ];
  return {
    store,
    look,
    ask: createSecretAsk({ client, look, say }),
    stop: () => stops.forEach((stop) => stop()),
  };
}
