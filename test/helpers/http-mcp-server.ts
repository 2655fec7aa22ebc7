import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '#runtime/json-rpc';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** What the body says. */
  message: JsonObject;
  response: ServerResponse;
}

/** Gives true when it answers, or will. */
export type Answering = (request: SeenRequest) => boolean;

export interface HttpMcpServer {
  url: string;
  seen: SeenRequest[];
  /** Bodies of POST requests with this JSON-RPC method. */
  posted(method: string): SeenRequest[];
  /** Sends what is written on no request's own stream; undefined before the client listens. */
  unasked(): ServerResponse | undefined;
  /** Sessions it began. */
  sessions: string[];
  /** As if it had been restarted: it knows no session any more. */
  forget(): void;
  close(): void;
}

export interface HttpMcpOptions {
  /** Asked first for each request. */
  answer?: Answering;
  /** Whether it takes a GET. */
  listens?: boolean;
  secure?: { key: string; cert: string };
}

export const tools = [
  { name: 'echo', description: 'Gives back what it is given.', inputSchema: { type: 'object' } },
  { name: 'wait', description: 'Never answers.', inputSchema: { type: 'object' } },
];

/** A server of Streamable HTTP with sessions (MCP 2025-11-25), ended with the test. Answers in JSON unless told otherwise. */
export async function httpMcpServer({ answer, listens = true, secure }: HttpMcpOptions = {}): Promise<HttpMcpServer> {
  const seen: SeenRequest[] = [];
  const sessions: string[] = [];
  let known = new Set<string>();
  let unasked: ServerResponse | undefined;

  const begin = (request: SeenRequest): void => {
    const id = `session-${sessions.length + 1}`;
    sessions.push(id);
    known.add(id);
    const { id: asked, params } = request.message as { id: unknown; params: { protocolVersion: string } };
    const { protocolVersion } = params;
    const result = { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'remote', version: '1' } };
    json(request.response, { id: asked, result }, { 'mcp-session-id': id });
  };
  const post = (request: SeenRequest): void => {
    const { id, method, params } = request.message as { id?: number; method?: string; params?: JsonObject };
    if (method === 'initialize') return begin(request);
    if (!known.has(String(request.headers['mcp-session-id']))) return void request.response.writeHead(404).end();
    if (id === undefined || method === undefined) return void request.response.writeHead(202).end();
    if (method === 'tools/list') return json(request.response, { id, result: { tools } });
    const { name, arguments: args } = params ?? {};
    if (name === 'wait') return;
    json(request.response, { id, result: { content: [{ type: 'text', text: JSON.stringify(args) }] } });
  };
  const handle = (request: SeenRequest): void => {
    seen.push(request);
    if (answer?.(request) === true) return;
    const { method, headers, response } = request;
    if (method === 'POST') post(request);
    else if (method === 'DELETE') response.writeHead(known.delete(String(headers['mcp-session-id'])) ? 204 : 404).end();
    else if (!listens) response.writeHead(405).end();
    else unasked = stream(response);
  };
  const listener = (asked: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    asked.on('error', () => undefined);
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const message = (body === '' ? {} : JSON.parse(body)) as JsonObject;
      const { method = '', url: path = '', headers } = asked;
      handle({ ...{ method, path, headers, body, message, response } });
    });
  };
  const server = secure === undefined ? createServer(listener) : createSecureServer(secure, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure === undefined ? 'http' : 'https'}://127.0.0.1:${port}/mcp`,
    ...{ seen, sessions, close },
    posted: (name) => seen.filter(({ method, message }) => method === 'POST' && message['method'] === name),
    unasked: () => unasked,
    forget: () => {
      known = new Set();
    },
  };
}

export function json(response: ServerResponse, message: JsonObject, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', ...message }));
}

/** Begins a stream of events. */
export function stream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  return response;
}

/** One event, its data as it is. */
export function event(response: ServerResponse, data: string | JsonObject, more = ''): void {
  const text = typeof data === 'string' ? data : JSON.stringify({ jsonrpc: '2.0', ...data });
  response.write(`${more}${text === '' ? 'data:' : `data: ${text}`}\n\n`);
}
