/**
 * Runs before the page's own scripts: the built preload, with the little of `electron` that a sandboxed preload may require,
 * and the page's ends of the message ports. In Electron the preload has a world of its own; here it shares the page's.
 */
export function pageScript(preload: string): string {
  return `(${installBridge.toString()})((require) => {\n${preload}\n});`;
}

/** Is turned into text and runs in the page: it may use nothing from outside of itself. */
function installBridge(runPreload: (require: (name: string) => unknown) => void): void {
  // A preload runs in the main frame alone.
  if (window !== window.top) return;
  const page = window as unknown as Record<string, unknown>;
  const tell = page['__standInTell'] as (message: object) => void;
  Reflect.deleteProperty(page, '__standInTell');
  const ports = new Map<number, MessagePort>();
  const listeners = new Map<string, (event: { ports: MessagePort[] }) => void>();
  const bridge = {
    post(channel: string, ids: number[]) {
      const far = ids.map((id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.onmessage = ({ data }) => tell({ type: 'port', port: id, data });
        port1.addEventListener('close', () => tell({ type: 'port-closed', port: id }));
        return port2;
      });
      listeners.get(channel)?.({ ports: far });
      listeners.delete(channel);
    },
    deliver: (id: number, data: unknown) => ports.get(id)?.postMessage(data),
    closePort(id: number) {
      ports.get(id)?.close();
      ports.delete(id);
    },
  };
  Object.defineProperty(page, '__standIn', { value: bridge, enumerable: false });
  const ipcRenderer = {
    once: (channel: string, listener: (event: { ports: MessagePort[] }) => void) => listeners.set(channel, listener),
    send: (channel: string) => tell({ type: 'ipc', channel }),
  };
  const refusing = (name: string, object: object) =>
    new Proxy(object, {
      get(target, key) {
        if (!(key in target)) throw new Error(`The stand-in for Electron has no ${name}.${String(key)}.`);
        return Reflect.get(target, key);
      },
    });
  runPreload((name) => {
    if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}.`);
    return refusing('electron', { ipcRenderer: refusing('ipcRenderer', ipcRenderer) });
  });
}
