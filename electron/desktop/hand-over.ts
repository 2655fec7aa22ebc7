import { askForPort, portHandedOver } from '#contract/hand-over';
import { isPage } from './page-address.ts';

interface Frame {
  url: string;
}

/** The part of Electron's WebContents that the hand-over needs. */
export interface HandOverContents<Port> {
  mainFrame: Frame;
  postMessage(channel: string, message: null, ports: Port[]): void;
}

export interface Ask {
  sender: unknown;
  /** Null when the frame has gone meanwhile. */
  senderFrame: Frame | null;
}

export interface HandOver<Port> {
  ipc: { on(channel: string, listener: (ask: Ask) => void): unknown };
  contents: HandOverContents<Port>;
  createChannel(): { port1: Port; port2: Port };
  /** Serves the near end; returns its stop. */
  serve(port: Port): () => void;
  log(message: string): void;
}

/**
 * Gives our page its one port when the page asks: the main frame of our window, showing our page. Everyone else is
 * refused and logged. A page that was loaded again asks again; the port of the old one is closed then.
 */
export function handOverPort<Port>({ ipc, contents, createChannel, serve, log }: HandOver<Port>): () => void {
  let stop = () => {};
  ipc.on(askForPort, (ask) => {
    if (!isOurPage(ask, contents)) return log(`refused a port to ${ask.senderFrame?.url ?? 'a frame that is gone'}`);
    stop();
    const { port1, port2 } = createChannel();
    stop = serve(port1);
    contents.postMessage(portHandedOver, null, [port2]);
  });
  return () => stop();
}

function isOurPage<Port>({ sender, senderFrame }: Ask, contents: HandOverContents<Port>): boolean {
  return sender === contents && senderFrame !== null && senderFrame === contents.mainFrame && isPage(senderFrame.url);
}
