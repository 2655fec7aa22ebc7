import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Something that speaks MCP with the built `gatehouse run`, as an agent does. */
export interface AgentLike {
  initialize(): Promise<void>;
  /** The text of the answer. */
  call(tool: string, args: object): Promise<string>;
  end(): Promise<void>;
  /** Resolves when it has ended by itself. */
  ended(): Promise<void>;
}

interface Answer {
  id: number;
  result?: { content?: { text: string }[] };
}

export function startAgent(args: readonly string[], project: string): AgentLike {
  const entry = join(import.meta.dirname, '..', '..', 'out', 'cli', 'gatehouse.js');
  const child = spawn(process.execPath, [entry, 'run', ...args], { cwd: project, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, (answer: Answer) => void>();
  const ended = once(child, 'close');
  let id = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.(answer);
  });
  const request = (method: string, params: object): Promise<Answer> =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  return {
    async initialize() {
      const clientInfo = { name: 'claude-code', version: '2.1.330' };
      await request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
      await request('tools/list', {});
    },
    async call(name, args) {
      const { result } = await request('tools/call', { name, arguments: args });
      return result?.content?.map(({ text }) => text).join('') ?? '';
    },
    async ended() {
      await ended;
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
