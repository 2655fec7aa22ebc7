import { type Client, createClient } from '#rpc/client';
import { memoryPair } from '#rpc/memory-transport';
import { type RpcSession, serveRpc } from '#rpc/server';
import { sampleHandlers } from '#test/electron/rpc/sample-handlers';
import { type MadeHistory, madeHistory } from './made-history.ts';

export interface HistoryServer {
  client: Client;
  made: MadeHistory;
  /** Methods called so far. */
  calls: string[];
  emit: RpcSession['emit'];
  /** New calls, and their announcement. */
  add(count: number): void;
  stop(): void;
}

/** A window's client over a connection in memory to a server that holds a made-up history. */
export function historyServer(size: number, end = Date.UTC(2026, 10, 23, 12)): HistoryServer {
  const made = madeHistory(size, end);
  const [near, far] = memoryPair();
  const calls: string[] = [];
  const handlers = sampleHandlers(made.handlers);
  const session = serveRpc({
    transport: far,
    handlers: new Proxy(handlers, {
      get(target, name: keyof typeof handlers) {
        calls.push(name);
        return target[name];
      },
    }),
    scopes: new Set(['read', 'control']),
    version: '1.2.3',
    log: (message) => {
      throw new Error(message);
    },
  });
  const client = createClient(async () => near);
  return {
    client,
    made,
    calls,
    emit: session.emit,
    add: (count) => session.emit('history.changed', made.add(count)),
    stop: () => client.close(),
  };
}
