import { expect, it } from 'vitest';
import { portHandedOver } from '#contract/hand-over';
import { handedPort } from '#renderer/connect/handed-port.ts';

function page() {
  const listeners = new Set<(event: unknown) => void>();
  const fake = {
    addEventListener: (_type: string, listener: (event: unknown) => void) => listeners.add(listener),
    removeEventListener: (_type: string, listener: (event: unknown) => void) => listeners.delete(listener),
  };
  const say = (source: unknown, data: unknown, ports: unknown[]) => {
    for (const listener of [...listeners]) listener({ source, data, ports });
  };
  return { fake, say, listeners };
}

it('takes the first port that this very window hands over, and then stops listening', async () => {
  const { fake, say, listeners } = page();
  const port = handedPort(fake as never);
  say({}, portHandedOver, ['from a frame']);
  say(fake, 'something else', ['not meant']);
  say(fake, portHandedOver, []);
  say(fake, portHandedOver, ['ours']);
  expect(listeners.size).toBe(0);
  expect(await port).toBe('ours');
});
