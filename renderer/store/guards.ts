import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Output } from '#contract/methods';
import type { Client } from '#rpc/client';

export type GuardedServer = Output<'guards.list'>['guards'][number];

export interface GuardsState {
  /** Undefined until they were read once, and when they cannot be. */
  guards: readonly GuardedServer[] | undefined;
}

/** Which servers their agents start through Gatehouse; read again after each change of a file. */
export function followGuards(client: Client): { store: StoreApi<GuardsState>; stop: () => void } {
  const store = createStore<GuardsState>()(() => ({ guards: undefined }));
  let turn = 0;
  const read = async () => {
    turn += 1;
    const mine = turn;
    try {
      const { guards } = await client.call('guards.list', {});
      if (turn === mine) store.setState({ guards });
    } catch {
      // Each use of them says itself what is wrong.
      if (turn === mine) store.setState({ guards: undefined });
    }
  };
  const stops = [
    client.onState((state) => state === 'open' && void read()),
    client.on('app.homeChanged', () => void read()),
    client.on('changes.recorded', () => void read()),
  ];
  if (client.state() === 'open') void read();
  return { store, stop: () => stops.forEach((stop) => stop()) };
}
