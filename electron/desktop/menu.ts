import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Asked } from '#contract/desktop';

const screens = [
  ['Plugins', 'plugins'],
  ['Activity', 'activity'],
  ['Changes', 'changes'],
  ['Running', 'running'],
  ['Secrets', 'secrets'],
  ['Rules', 'permissions'],
  ['Settings', 'settings'],
] as const;

/** What every program has, our screens, and none of Electron's own links to the web. */
export function setMenu(show: (asked: Asked) => void): void {
  const isMac = process.platform === 'darwin';
  const view: MenuItemConstructorOptions[] = [
    ...screens.map(
      ([label, screen], at): MenuItemConstructorOptions => ({
        label,
        accelerator: `CmdOrCtrl+${at + 1}`,
        click: () => show({ show: 'screen', screen }),
      }),
    ),
    { type: 'separator' },
    { label: 'Filter', accelerator: 'CmdOrCtrl+F', click: () => show({ show: 'filter' }) },
    { type: 'separator' },
    { role: 'reload' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  const help: MenuItemConstructorOptions[] = [{ label: 'Keys', click: () => show({ show: 'keys' }) }];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      isMac ? { role: 'appMenu' } : { role: 'fileMenu' },
      { role: 'editMenu' },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
      { label: 'Help', role: 'help', submenu: help },
    ]),
  );
}
