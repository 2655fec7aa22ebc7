import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Settings, SettingsState, Theme } from '#contract/settings';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

/** Where the page finds the theme before anybody answered, so that it is not drawn twice. */
const themeKey = 'gatehouse-theme';

export interface SettingsPart {
  /** Undefined until they were read. */
  store: StoreApi<{ state: SettingsState | undefined; failure: string | undefined }>;
  /** At once and for later; what could not be kept is said, and not chosen. */
  choose(some: Partial<Settings>): Promise<void>;
  stop(): void;
}

/** What was chosen about Gatehouse itself; the theme is drawn as soon as it is known. */
export function followSettings(client: Client, page: Window, say: (text: string) => void): SettingsPart {
  const store: SettingsPart['store'] = createStore(() => ({ state: undefined, failure: undefined }));
  const take = (state: SettingsState) => {
    store.setState({ state, failure: undefined });
    drawTheme(page, state.settings.theme);
  };
  const read = async () => {
    try {
      take(await client.call('settings.get', {}));
    } catch (error) {
      store.setState({ failure: messageOf(error) });
    }
  };
  const stops = [
    client.onState((state) => state === 'open' && void read()),
    client.on('app.homeChanged', () => void read()),
  ];
  return {
    store,
    async choose(some) {
      const before = store.getState().state;
      if (before !== undefined) take({ ...before, settings: { ...before.settings, ...some } });
      try {
        take(await client.call('settings.set', some));
      } catch (error) {
        if (before !== undefined) take(before);
        say(messageOf(error));
      }
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}

/** The theme that was drawn last. `?theme=` in the address overrules it. */
export function drawFirstTheme(page: Window): void {
  drawTheme(page, kept(page));
}

function drawTheme(page: Window, theme: Theme): void {
  const asked = new URLSearchParams(page.location.search).get('theme');
  const { dataset } = page.document.documentElement;
  const drawn = asked === 'light' || asked === 'dark' ? asked : theme;
  if (drawn === 'system') delete dataset.theme;
  else dataset.theme = drawn;
  try {
    page.localStorage.setItem(themeKey, theme);
  } catch {
    // A browser that keeps nothing draws it a moment later.
  }
}

function kept(page: Window): Theme {
  try {
    const theme = page.localStorage.getItem(themeKey);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}
