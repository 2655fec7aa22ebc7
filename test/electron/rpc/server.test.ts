import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contractVersion } from '#contract/contract-version';
import { methods } from '#contract/methods';
import { protocolVersion } from '#contract/wire';
import { memoryPair } from '#rpc/memory-transport';
import { type Handlers, type ServeRpcOptions, serveRpc } from '#rpc/server';
import { sampleHandlers } from './sample-handlers.ts';
import { listen } from './transport-suite.ts';

const hello = { type: 'hello', protocol: protocolVersion, contract: contractVersion };

function start(options: Partial<ServeRpcOptions> = {}) {
  const [near, far] = memoryPair();
  const logged: string[] = [];
  const session = serveRpc({
    transport: far,
    handlers: sampleHandlers({ 'inventory.describe': () => new Promise(() => {}) }),
    scopes: new Set(['read']),
    version: '1',
    log: (message) => logged.push(message),
    ...options,
  });
  return { ...listen(near), session, logged };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

it('answers hostile frames with frames of the wire or a goodbye, and never with a bug', async () => {
  const frame = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({
      type: fc.constantFrom('call', 'cancel', 'pong', 'hello', '__proto__'),
      id: fc.oneof(fc.integer(), fc.constant(1), fc.string()),
      method: fc.oneof(fc.constantFrom(...Object.keys(methods), 'toString', '__proto__', 'constructor'), fc.string()),
      input: fc.jsonValue(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 6 }), async (frames) => {
      const end = start();
      end.send(hello);
      for (const each of frames) end.sendText(typeof each === 'string' ? each : JSON.stringify(each));
      await settle();
      expect(end.frames[0]).toMatchObject({ type: 'welcome' });
      for (const answer of end.frames.slice(1)) expect(['ok', 'error', 'bye']).toContain(answer.type);
      expect(end.frames.filter((answer) => answer.type === 'bye').length).toBeLessThanOrEqual(1);
      expect(end.logged).toEqual([]);
      end.session.close();
    }),
  );
});

it('sends no event before the welcome, after the goodbye, or outside its scope', async () => {
  const end = start();
  const payload = { home: '/a', isSample: false };
  end.session.emit('app.homeChanged', payload);
  end.send(hello);
  await end.until((frames) => frames.length === 1);
  end.session.emit('app.homeChanged', payload);
  end.session.close();
  end.session.emit('app.homeChanged', payload);
  await end.closed;
  expect(end.frames.map((frame) => frame.type)).toEqual(['welcome', 'event', 'bye']);
});

it('sends no event to a session without its scope', async () => {
  const end = start({ scopes: new Set() });
  end.send(hello);
  await end.until((frames) => frames.length === 1);
  end.session.emit('app.homeChanged', { home: '/a', isSample: false });
  end.session.close();
  await end.closed;
  expect(end.frames.map((frame) => frame.type)).toEqual(['welcome', 'bye']);
});

/** A rescan that never ends by itself, and the reason it was aborted with. */
function endlessRescan() {
  let reason: unknown;
  const rescan: Handlers['inventory.rescan'] = (_input, { signal }) => {
    signal.addEventListener('abort', () => {
      reason = signal.reason;
    });
    return new Promise(() => {});
  };
  return { handlers: sampleHandlers({ 'inventory.rescan': rescan }), reason: () => reason };
}

const call = { type: 'call', id: 1, method: 'inventory.rescan', input: {} };

it('aborts what is running when the window has gone', async () => {
  const { handlers, reason } = endlessRescan();
  const end = start({ handlers });
  end.send(hello, call);
  await settle();
  end.hangUp();
  await end.closed;
  expect(reason()).toMatchObject({ code: 'cancelled' });
});

it("gives a call up after its method's time, whether the window still waits or not", async () => {
  const { handlers, reason } = endlessRescan();
  const timers = new Map<number, () => void>();
  const after = (milliseconds: number, run: () => void) => {
    timers.set(milliseconds, run);
    return () => timers.delete(milliseconds);
  };
  const end = start({ handlers, after });
  end.send(hello, call);
  await settle();
  expect([...timers.keys()]).toEqual([60_000]);
  timers.get(60_000)?.();
  await settle();
  expect(end.frames[1]).toMatchObject({ type: 'error', id: 1, code: 'unavailable' });
  expect(reason()).toMatchObject({ code: 'unavailable' });
});
