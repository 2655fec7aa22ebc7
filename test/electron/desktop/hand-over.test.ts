import { describe, expect, it } from 'vitest';
import { askForPort, portHandedOver } from '#contract/hand-over';
import { type Ask, handOverPort } from '#desktop/hand-over';

function setup() {
  const given: unknown[] = [];
  const served: string[] = [];
  const stopped: string[] = [];
  const logged: string[] = [];
  const asks: ((ask: Ask) => void)[] = [];
  const contents = {
    mainFrame: { url: 'app://gatehouse/?project=x' },
    postMessage: (channel: string, message: null, ports: string[]) => given.push([channel, message, ports]),
  };
  let count = 0;
  const stop = handOverPort<string>({
    ipc: { on: (channel, listener) => (channel === askForPort ? asks.push(listener) : undefined) },
    contents,
    createChannel: () => {
      count += 1;
      return { port1: `near ${count}`, port2: `far ${count}` };
    },
    serve: (port) => {
      served.push(port);
      return () => stopped.push(port);
    },
    log: (message) => logged.push(message),
  });
  const ask = (each: Ask) => {
    for (const listener of asks) listener(each);
  };
  return { contents, ask, given, served, stopped, logged, stop };
}

describe('the hand-over of the port', () => {
  it('gives the page the far end and serves the near one', () => {
    const { ask, contents, given, served } = setup();
    ask({ sender: contents, senderFrame: contents.mainFrame });
    expect(given).toEqual([[portHandedOver, null, ['far 1']]]);
    expect(served).toEqual(['near 1']);
  });

  it('closes the old port when the page was loaded again, and the last one at the end', () => {
    const { ask, contents, stopped, stop } = setup();
    ask({ sender: contents, senderFrame: contents.mainFrame });
    ask({ sender: contents, senderFrame: contents.mainFrame });
    expect(stopped).toEqual(['near 1']);
    stop();
    expect(stopped).toEqual(['near 1', 'near 2']);
  });

  it('refuses every other sender and says so', () => {
    const { ask, contents, given, served, logged } = setup();
    ask({ sender: {}, senderFrame: contents.mainFrame });
    ask({ sender: contents, senderFrame: { url: 'app://gatehouse/' } });
    ask({ sender: contents, senderFrame: null });
    contents.mainFrame.url = 'https://example.org/';
    ask({ sender: contents, senderFrame: contents.mainFrame });
    expect([given, served]).toEqual([[], []]);
    expect(logged.length).toBe(4);
  });
});
