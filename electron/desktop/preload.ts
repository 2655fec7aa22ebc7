import { ipcRenderer } from 'electron';
import { askForPort, portHandedOver } from '#contract/hand-over';

// The page's own script has run by then, and listens.
const loaded = new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));

// One port, handed on and forgotten: nothing is exposed, and nothing is kept here.
ipcRenderer.once(portHandedOver, ({ ports }) => {
  void loaded.then(() => window.postMessage(portHandedOver, window.location.origin, [...ports]));
});
ipcRenderer.send(askForPort);
