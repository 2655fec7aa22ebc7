import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Approval, ApprovalAnswer } from '#contract/approvals';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

export interface ApprovalsState {
  /** Oldest first. */
  waiting: readonly Approval[];
  /** Ids of those that were answered here and not yet taken away. */
  answered: ReadonlySet<string>;
}

export interface ApprovalsPart {
  store: StoreApi<ApprovalsState>;
  answer(id: string, answer: ApprovalAnswer): Promise<void>;
  stop(): void;
}

/** Follows the calls that wait for a yes. */
export function followApprovals(client: Client, page: Document, say: (text: string) => void): ApprovalsPart {
  const store = createStore<ApprovalsState>()(() => ({ waiting: [], answered: new Set() }));
  const { title } = page;
  const take = (waiting: readonly Approval[]): void => {
    // Seen where the page itself is not: on its tab, and in the list of windows.
    page.title = waiting.length === 0 ? title : `(${waiting.length}) ${title}`;
    store.setState(({ answered }) => ({
      waiting,
      answered: new Set([...answered].filter((id) => waiting.some((each) => each.id === id))),
    }));
  };
  const read = async (): Promise<void> => {
    try {
      take((await client.call('approvals.list', {})).approvals);
    } catch {
      // The link says itself that it is gone; what waits is denied when its time is over.
      take([]);
    }
  };
  const stops = [
    client.onState((state) => (state === 'open' ? void read() : take([]))),
    client.on('app.homeChanged', () => void read()),
    client.on('approvals.changed', ({ approvals }) => take(approvals)),
  ];
  return {
    store,
    async answer(id, answer) {
      store.setState(({ answered }) => ({ answered: new Set([...answered, id]) }));
      try {
        await client.call('approvals.answer', { id, answer });
      } catch (error) {
        store.setState(({ answered }) => ({ answered: new Set([...answered].filter((each) => each !== id)) }));
        say(messageOf(error));
      }
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}
