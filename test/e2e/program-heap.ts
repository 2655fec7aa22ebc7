import { once } from 'node:events';
import { createServer } from 'node:net';
import { WebSocket } from 'ws';

/** A port that nobody listens on now, for Node's inspector. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  server.close();
  await once(server, 'close');
  return address.port;
}

/** Bytes of the JavaScript heap that a program started with `--inspect=127.0.0.1:port` holds after a full collection. */
export async function programHeap(port: number): Promise<number> {
  const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const [target] = Array.isArray(targets) ? targets : [];
  const socket = new WebSocket(String(target?.webSocketDebuggerUrl));
  await once(socket, 'open');
  try {
    await ask(socket, 1, 'HeapProfiler.collectGarbage');
    const { usedSize } = await ask(socket, 2, 'Runtime.getHeapUsage');
    return Number(usedSize);
  } finally {
    socket.close();
  }
}

async function ask(socket: WebSocket, id: number, method: string): Promise<Record<string, unknown>> {
  socket.send(JSON.stringify({ id, method }));
  for (;;) {
    const [data] = await once(socket, 'message');
    const answer = JSON.parse(String(data));
    if (answer.id === id) return answer.result;
  }
}
