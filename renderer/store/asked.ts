import type { Asked } from '#contract/desktop';
import { filterElementId } from '#renderer/lib/region-ids.ts';
import { screenNames } from '#renderer/lib/url-state.ts';
import type { Client } from '#rpc/client';
import type { InventoryStore } from './inventory.ts';
import { select, type ViewStore } from './view.ts';

interface Parts {
  client: Client;
  view: ViewStore;
  inventory: InventoryStore;
  page: Window;
  say(text: string): void;
}

/** Shows what was asked for in a menu, in the tray or by a link. Returns its stop. */
export function followAsked({ client, view, inventory, page, say }: Parts): () => void {
  return client.on('desktop.asked', (asked: Asked) => {
    if (asked.show === 'plugin') {
      if (!inventory.getState().byId.has(asked.id)) return say('The link names a plugin that is not here.');
      view.setState({ screen: 'plugins', tab: 'overview', query: '', view: 'all' });
      return select(view, asked.id, { inspect: true });
    }
    if (asked.show === 'keys') return view.setState({ helpOpen: true });
    if (asked.show === 'filter') return page.document.getElementById(filterElementId)?.focus();
    const screen = screenNames.find((name) => name === asked.screen);
    if (screen !== undefined) view.setState({ screen });
  });
}
