import type { Client } from '#rpc/client';
import { type CallDetailFollower, followCallDetail } from './history-call.ts';
import { createExporting, type Exporting, saveAsDownload } from './history-export.ts';
import { createForgetting, type Forgetting } from './history-forget.ts';
import { type CallList, followCallList } from './history-list.ts';
import { followOverview, type OverviewFollower } from './history-overview.ts';
import { createHistoryProblems, type HistoryProblems } from './history-problems.ts';
import { createRetaining, type Retaining } from './history-retention.ts';
import { followHistoryStatus, type HistoryStatusStore } from './history-status.ts';
import { followPluginUse, type PluginUseStore } from './history-use.ts';
import { messageOf } from './message-of.ts';
import type { ViewStore } from './view.ts';

/** Everything the window knows of the tool calls. */
export interface History {
  status: HistoryStatusStore;
  list: CallList;
  overview: OverviewFollower;
  detail: CallDetailFollower;
  use: PluginUseStore;
  exporting: Exporting;
  forgetting: Forgetting;
  retaining: Retaining;
  problems: HistoryProblems;
  /** Shows the transcript of a call in the file manager, or says why not. */
  reveal(id: number): Promise<void>;
  stop(): void;
}

interface HistoryNeeds {
  client: Client;
  view: ViewStore;
  page: Window;
  say: (text: string) => void;
}

/** Wires the stores of the history to the client and to the query in the address. */
export function followHistory({ client, view, page, say }: HistoryNeeds): History {
  const { store: status, stop: stopStatus } = followHistoryStatus(client);
  const first = () => status.getState().status?.first;
  const sight = { first, now: Date.now, isShown: () => view.getState().screen === 'activity' };
  const list = followCallList(client, sight);
  const overview = followOverview(client, sight);
  const detail = followCallDetail(client, view);
  const { store: use, stop: stopUse } = followPluginUse(client);
  const showQuery = () => {
    list.show(view.getState().callQuery);
    overview.show(view.getState().callQuery);
  };
  const readAgain = () => {
    list.again();
    overview.again();
  };
  const stopShowing = view.subscribe((state, before) => {
    if (state.callQuery !== before.callQuery) showQuery();
    if (state.screen !== before.screen) readAgain();
  });
  showQuery();
  // Only with the day the history begins at can days be counted and bars be drawn.
  const stopFirst = status.subscribe((state, before) => {
    if (state.status?.first !== before.status?.first) readAgain();
  });
  const stops = [stopStatus, stopUse, stopShowing, stopFirst, list.stop, overview.stop, detail.stop];
  const forgetting = createForgetting(client, say);
  return {
    ...{ status, list, overview, detail, use },
    exporting: createExporting({ client, say, save: saveAsDownload(page), now: () => new Date() }),
    forgetting,
    retaining: createRetaining(client, forgetting, say),
    problems: createHistoryProblems(client),
    async reveal(id) {
      try {
        await client.call('history.reveal', { id });
      } catch (error) {
        say(messageOf(error));
      }
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}
