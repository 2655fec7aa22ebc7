import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Change } from '#contract/changes';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

export interface JournalState {
  /** Newest first; undefined until it was read once. */
  changes: readonly Change[] | undefined;
  failure: string | undefined;
}

export type JournalStore = StoreApi<JournalState>;

/** Rows of the journal that are shown; older ones are in `gatehouse changes`. */
const shown = 500;

/** Reads the journal each time the link opens, then takes in each row that is new or different. */
export function followJournal(client: Client): { journal: JournalStore; stop: () => void } {
  const journal = createStore<JournalState>()(() => ({ changes: undefined, failure: undefined }));
  let turn = 0;
  const read = async () => {
    turn += 1;
    const mine = turn;
    try {
      const { changes } = await client.call('changes.list', { limit: shown });
      if (turn === mine) journal.setState({ changes, failure: undefined });
    } catch (error) {
      if (turn === mine) journal.setState({ failure: messageOf(error) });
    }
  };
  const stops = [
    client.onState((state) => state === 'open' && void read()),
    client.on('app.homeChanged', () => void read()),
    client.on('changes.recorded', (change) =>
      journal.setState(({ changes }) => ({ changes: withRow(changes, change) })),
    ),
  ];
  return { journal, stop: () => stops.forEach((stop) => stop()) };
}

/** A known row is replaced where it stands; a new one comes first. Before the first reading there is nothing to add to. */
export function withRow(changes: readonly Change[] | undefined, change: Change): readonly Change[] | undefined {
  if (changes === undefined) return undefined;
  const isKnown = changes.some((each) => each.id === change.id);
  return isKnown
    ? changes.map((each) => (each.id === change.id ? change : each))
    : [change, ...changes].slice(0, shown);
}
