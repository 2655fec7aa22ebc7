import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '#runtime/json-rpc';

export interface McpProcess {
  child: ChildProcess;
  /** Sends a request and waits for its answer; rejects when the process ends first. */
  request(method: string, params?: JsonObject): Promise<JsonObject>;
  notify(method: string, params?: JsonObject): void;
  /** The text of a tool's result; `error: ` stands before one that is an error. */
  call(tool: string, args?: JsonObject, meta?: JsonObject): Promise<string>;
  stderr(): string;
  /** Closes its input and waits for its end. */
  end(): Promise<number | null>;
}

export interface McpProcessOptions {
  cwd: string;
  env?: Record<string, string>;
  /** What it writes to stderr is read and not kept. */
  isLoud?: boolean;
}

/** `gatehouse run` from its sources. */
export function startGatehouseRun(args: readonly string[], options: McpProcessOptions): McpProcess {
  const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'gatehouse.ts');
  return startMcpProcess(process.execPath, ['--disable-warning=ExperimentalWarning', entry, 'run', ...args], options);
}

/** Speaks MCP with a program over its input and output, as an agent would; it is ended with the test. */
export function startMcpProcess(command: string, args: readonly string[], options: McpProcessOptions): McpProcess {
  const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
  const waiting = new Map<number, { resolve(message: JsonObject): void; reject(error: Error): void }>();
  const ended = once(child, 'close');
  let stderr = '';
  let id = 0;
  child.stderr.on('data', (chunk: Buffer) => {
    if (options.isLoud !== true) stderr += chunk.toString('utf8');
  });
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as JsonObject;
    if (typeof message['id'] !== 'number') return;
    waiting.get(message['id'])?.resolve(message);
    waiting.delete(message['id']);
  });
  child.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error(`It ended (${child.exitCode}): ${stderr}`));
    waiting.clear();
  });
  onTestFinished(async () => {
    child.stdin.end();
    child.kill('SIGTERM');
    await ended;
  });
  const send = (message: JsonObject): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  const request = (method: string, params: JsonObject = {}): Promise<JsonObject> => {
    const own = id++;
    return new Promise((resolve, reject) => {
      waiting.set(own, { resolve, reject });
      send({ id: own, method, params });
    });
  };
  return {
    child,
    request,
    notify: (method, params = {}) => send({ method, params }),
    async call(tool, args = {}, meta) {
      const params = { name: tool, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) };
      const { result, error } = (await request('tools/call', params)) as {
        result?: { content: { text: string }[]; isError?: boolean };
        error?: { message: string };
      };
      if (error !== undefined) return `protocol error: ${error.message}`;
      const text = result?.content.map((each) => each.text).join('') ?? '';
      return result?.isError === true ? `error: ${text}` : text;
    },
    stderr: () => stderr,
    async end() {
      child.stdin.end();
      await ended;
      return child.exitCode;
    },
  };
}

export const clientInfo = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'claude-code', version: '2.1.330' },
};
