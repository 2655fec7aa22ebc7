import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';

/** One message may be so long, as everywhere in this room. */
const MAX_LINE = 16 * 1024 * 1024;
const NOISE_KEPT = 20;
const NOISE_CHARS = 400;

/** What a server said on its output that was no message. */
export interface Noise {
  lines: number;
  /** The first of them, cut. */
  first: string[];
}

export interface StreamTransport extends Transport {
  noise(): Noise;
  /** The definitions of all lists of tools so far, as the server wrote them: the library drops what it does not know. */
  tools(): Record<string, unknown>[];
}

/** MCP over the pipes of a child: one JSON-RPC message a line. Ends with an error at a line that is too long. */
export function streamTransport({ input, output }: { input: Readable; output: Writable }): StreamTransport {
  const noise: Noise = { lines: 0, first: [] };
  const tools: Record<string, unknown>[] = [];
  const lists = new Set<unknown>();
  let rest: Buffer[] = [];
  let length = 0;
  let isClosed = false;

  const transport: StreamTransport = {
    noise: () => noise,
    tools: () => tools,
    async start() {
      input.on('data', take);
      input.on('end', end);
      input.on('error', fail);
      output.on('error', fail);
    },
    async send(message) {
      if (isClosed) throw new Error('The server has ended.');
      if ('method' in message && message.method === 'tools/list' && 'id' in message) lists.add(message.id);
      if (output.write(`${JSON.stringify(message)}\n`)) return;
      await new Promise<void>((resolve) => {
        const go = () => {
          for (const event of ['drain', 'close', 'error']) output.off(event, go);
          resolve();
        };
        for (const event of ['drain', 'close', 'error']) output.on(event, go);
      });
    },
    async close() {
      input.off('data', take);
      input.resume();
      end();
    },
  };

  function end(): void {
    if (isClosed) return;
    isClosed = true;
    transport.onclose?.();
  }
  function fail(error: Error): void {
    transport.onerror?.(error);
    end();
  }
  function take(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0 && !isClosed; at = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, at));
      read(Buffer.concat(rest));
      rest = [];
      length = 0;
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > MAX_LINE) fail(new Error('The server wrote a line of more than 16 MiB.'));
  }
  function read(line: Buffer): void {
    const text = line.toString('utf8').trim();
    if (text === '') return;
    const message = messageOf(text);
    if (message === undefined) {
      noise.lines += 1;
      if (noise.first.length < NOISE_KEPT) noise.first.push(text.slice(0, NOISE_CHARS));
      return;
    }
    if (lists.delete(message['id'])) tools.push(...toolsOf(message['result']));
    transport.onmessage?.(message as unknown as JSONRPCMessage);
  }
  return transport;
}

function messageOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && value['jsonrpc'] === '2.0' ? value : undefined;
  } catch {
    return undefined;
  }
}

function toolsOf(result: unknown): Record<string, unknown>[] {
  const list = isObject(result) ? result['tools'] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
