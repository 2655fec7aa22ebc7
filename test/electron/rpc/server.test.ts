import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contractVersion } from '#contract/contract-version';
import { methods } from '#contract/methods';
import { protocolVersion } from '#contract/wire';
import { memoryPair } from '#rpc/memory-transport';
import { serveRpc } from '#rpc/server';
import { sampleHandlers } from './sample-handlers.ts';
import { listen } from './transport-suite.ts';

const hello = { type: 'hello', protocol: protocolVersion, contract: contractVersion };

function start() {
  const [near, far] = memoryPair();
  const logged: string[] = [];
  const session = serveRpc({
    transport: far,
    handlers: sampleHandlers({ 'inventory.describe': () => new Promise(() => {}) }),
    scopes: new Set(['read']),
    version: '1',
    log: (message) => logged.push(message),
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
