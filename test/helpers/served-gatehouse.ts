import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { webSocketTransport } from '#renderer/connect/web-socket-transport.ts';
import { type Client, createClient } from '#rpc/client';

export interface ServedGatehouse {
  /** As a page in a browser. */
  client: Client;
  /** Ends it as a crash would: nothing it holds is put back by itself. */
  kill(): Promise<void>;
}

/** The app itself, `gatehouse serve` from its sources; it is ended with the test. */
export async function serveGatehouse({ home, data }: { home: string; data: string }): Promise<ServedGatehouse> {
  const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'gatehouse.ts');
  const asked = ['serve', '--json', '--no-open', '--home', home, '--data', data];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...asked], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(home, 'cache') },
  });
  let complained = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString('utf8');
  });
  const ended = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [unknown];
  if (typeof line !== 'string') throw new Error(`It did not start: ${complained}`);
  const url = new URL((JSON.parse(line) as { url: string }).url);
  const open = () => {
    const socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { origin: url.origin } });
    // After it was killed nobody answers there.
    return socket.on('error', () => undefined);
  };
  const client = createClient(() => webSocketTransport(open() as never), { token: url.hash.replace('#token=', '') });
  onTestFinished(() => client.close());
  return { client, kill };
}
