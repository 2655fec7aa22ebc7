import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { type Client, createClient } from '#rpc/client';
import { serverSocketTransport } from '#serve/web-socket-transport';

export interface ServedProcess {
  pid: number;
  url: string;
  stop(): Promise<void>;
}

/** The built program's `serve` on that home; resolves when it has said its address. */
export async function serveHome(program: string, home: string, data: string): Promise<ServedProcess> {
  const args = [program, 'serve', '--json', '--no-open', '--home', home, '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await firstUrl(child);
  return {
    pid: child.pid ?? 0,
    url,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** A window without a page: the same client over the same socket. */
export function connectTo(url: string): Client {
  const { origin, host, hash } = new URL(url);
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  const connect = async () => {
    const socket = new WebSocket(`ws://${host}/rpc`, { origin });
    await once(socket, 'open');
    return serverSocketTransport(socket);
  };
  return createClient(connect, { token });
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The program has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const document: unknown = JSON.parse(line);
    if (typeof document === 'object' && document !== null && 'url' in document) return String(document.url);
  }
  throw new Error('The program ended before it said its address.');
}
