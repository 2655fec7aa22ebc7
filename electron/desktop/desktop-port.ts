import { app } from 'electron';
import type { DesktopPort } from '#app/app-options';
import { addAutostart, removeAutostart } from '#app/autostart';
import type { DesktopFiles } from '#app/desktop-files';
import type { DesktopSettings, DesktopState } from '#contract/desktop';

export interface KeptDesktop extends DesktopPort {
  onChanged(listener: (settings: DesktopSettings) => void): void;
}

/** What was chosen about the tray and the login, kept and put into force. */
export function createDesktopPort(files: DesktopFiles): KeptDesktop {
  let settings = files.settings();
  const listeners: ((settings: DesktopSettings) => void)[] = [];
  const state = (): DesktopState => ({
    settings,
    ...(app.isPackaged ? {} : { cannotStartAtLogin: 'Only an installed Gatehouse can be started at login.' }),
  });
  return {
    state,
    set(some) {
      const chosen = Object.entries(some).filter(([, value]) => value !== undefined);
      const next: DesktopSettings = { ...settings, ...Object.fromEntries(chosen) };
      if (app.isPackaged && next.startAtLogin !== settings.startAtLogin) startAtLogin(next.startAtLogin);
      files.keepSettings(next);
      settings = next;
      for (const each of listeners) each(settings);
      return state();
    },
    onChanged: (listener) => void listeners.push(listener),
  };
}

function startAtLogin(isOn: boolean): void {
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: isOn, args: ['--hidden'] });
  // An AppImage's own path stays; that of what it unpacked goes with the run.
  if (isOn) addAutostart(process.env['APPIMAGE'] ?? process.execPath);
  else removeAutostart();
}
