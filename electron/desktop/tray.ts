import { join } from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';
import type { App } from '#app/app';
import type { Asked } from '#contract/desktop';
import { type Attention, attentionWords, followAttention } from './attention-count.ts';
import { log } from './ending.ts';

export interface TrayParts {
  gatehouse: Pick<App, 'handlers' | 'subscribe'>;
  resources: string;
  raise(): void;
  show(asked: Asked): void;
}

/** Side of the icon in the tray, in pixels. */
const SIZE = 22;

/** Shows the icon and follows what needs attention. Returns what takes it away. */
export function showTray({ gatehouse, resources, raise, show }: TrayParts): () => void {
  const icon = nativeImage.createFromPath(join(resources, 'icon.png')).resize({ width: SIZE, height: SIZE });
  const tray = new Tray(icon);
  tray.on('click', raise);
  const tell = (now: Attention) => {
    tray.setToolTip(attentionWords(now));
    const waiting = now.approvals + now.plugins;
    // Only macOS has room for a text beside the icon.
    if (process.platform === 'darwin') tray.setTitle(waiting === 0 ? '' : String(waiting));
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Gatehouse', click: raise },
        { label: attentionWords(now), click: () => show({ show: 'screen', screen: 'plugins' }) },
        { type: 'separator' },
        { label: 'Quit Gatehouse', click: () => app.quit() },
      ]),
    );
  };
  const stop = followAttention(gatehouse, tell, log);
  return () => {
    stop();
    tray.destroy();
  };
}
