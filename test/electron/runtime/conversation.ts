import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import type { Decision } from '#contract/policy';
import type { SpoolLine } from '#contract/spool';
import { createCallRecorder } from '#runtime/call-recorder';
import { definitionHash } from '#runtime/definition-hash';
import type { Gate } from '#runtime/gate';
import type { JsonObject } from '#runtime/json-rpc';
import { passThrough } from '#runtime/pass-through';
import { createToolList, type SeenTool } from '#runtime/tool-list';
import { eventually } from '#test/helpers/eventually';

export const allowed: Decision = { effect: 'allow', by: 'default', reason: 'It is allowed.' };

export interface ConversationOptions {
  gate?: Partial<Gate>;
  accepted?: ReadonlyMap<string, string>;
  append?(lines: string): void;
}

/** An agent and a server as two pairs of streams, with what passes between them. */
export function conversation({ gate, accepted, append }: ConversationOptions = {}) {
  const agent = { input: new PassThrough(), output: new PassThrough() };
  const server = { input: new PassThrough(), output: new PassThrough() };
  const said: string[] = [];
  const spooled: SpoolLine[] = [];
  const introduced: string[] = [];
  let pins = accepted;
  let seen: ReadonlyMap<string, SeenTool> | undefined;
  const pass = passThrough(agent, server, {
    gate: {
      decide: (_tool, standing) =>
        standing === 'listed'
          ? allowed
          : { effect: 'deny', by: standing === 'held' ? 'held' : 'unlisted', reason: standing },
      ask: () => Promise.resolve(allowed),
      ...gate,
    },
    tools: createToolList(definitionHash, {
      accepted: () => pins,
      saw: (tools) => {
        seen = tools;
        pins ??= new Map([...tools].map(([name, { hash }]) => [name, hash]));
      },
    }),
    recorder: createCallRecorder({
      append: (lines) => {
        append?.(lines);
        for (const line of lines.trimEnd().split('\n')) spooled.push(JSON.parse(line) as SpoolLine);
      },
      clean: (text) => ({ text, size: Buffer.byteLength(text), redactions: {} }),
      now: () => 1,
    }),
    run: 'run-1',
    say: (sentence) => said.push(sentence),
    refused: () => [],
    introduced: (name, version) => introduced.push(`${name} ${version}`),
    clock: () => 5,
  });
  const toAgent = collected(agent.output);
  const toServer = collected(server.output);
  return {
    ...{ pass, said, spooled, introduced, toAgent, toServer, agent, server },
    seen: () => [...(seen?.keys() ?? [])],
    fromAgent: (...messages: (JsonObject | string)[]) => agent.input.write(lines(messages)),
    fromServer: (...messages: (JsonObject | string)[]) => server.input.write(lines(messages)),
    /** Waits until as many lines came. */
    async heard(by: 'agent' | 'server', count: number): Promise<JsonObject[]> {
      const heard = by === 'agent' ? toAgent : toServer;
      await eventually(() => expect(heard.lines().length).toBeGreaterThanOrEqual(count));
      return heard.lines().map((line) => JSON.parse(line) as JsonObject);
    },
  };
}

function lines(messages: readonly (JsonObject | string)[]): string {
  return messages.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join('');
}

function collected(stream: PassThrough): { text(): string; lines(): string[] } {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const text = (): string => Buffer.concat(chunks).toString('utf8');
  return {
    text,
    lines: () =>
      text()
        .split('\n')
        .filter((line) => line !== ''),
  };
}

export function call(id: number | string, name: string, args: JsonObject = {}, meta?: JsonObject): JsonObject {
  const params = { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) };
  return { jsonrpc: '2.0', id, method: 'tools/call', params };
}

export function tool(name: string, description = `What ${name} does.`): JsonObject {
  return { name, description, inputSchema: { type: 'object' } };
}

export const listRequest = { jsonrpc: '2.0', id: 'list', method: 'tools/list' };

export function listAnswer(tools: JsonObject[], more: JsonObject = {}): JsonObject {
  return { jsonrpc: '2.0', id: 'list', result: { tools, ...more } };
}
