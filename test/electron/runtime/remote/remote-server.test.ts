import { describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '#runtime/json-rpc';
import { connectRemote } from '#runtime/remote/remote-server';
import type { RemoteTarget } from '#runtime/remote/remote-target';
import { eventually } from '#test/helpers/eventually';
import {
  type Answering,
  event,
  type HttpMcpOptions,
  httpMcpServer,
  json,
  type SeenRequest,
  stream,
} from '#test/helpers/http-mcp-server';
import { clientInfo } from '#test/helpers/mcp-process';

type Line = JsonObject & { id?: unknown; result?: JsonObject; error?: { code: number; message: string } };

/** A remote server as its agent sees it. */
function connected(url: string, headers: Record<string, string> = {}, transport: 'http' | 'sse' = 'http') {
  const said: string[] = [];
  const target: RemoteTarget = {
    ...{
      plugin: 'claude-code:mcp/far@user',
      server: 'far',
      transport,
      file: '/home/ada/.claude.json',
    },
    ...{ url: new URL(url), headers },
  };
  const server = connectRemote({ target, env: {}, say: (sentence) => said.push(sentence) });
  onTestFinished(() => server.stop(0));
  const chunks: Buffer[] = [];
  server.output.on('data', (chunk: Buffer) => chunks.push(chunk));
  const text = (): string => Buffer.concat(chunks).toString('utf8');
  const lines = (): Line[] =>
    text()
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  const send = (...messages: (JsonObject | string)[]): void => {
    for (const each of messages) {
      server.input.write(`${typeof each === 'string' ? each : JSON.stringify({ jsonrpc: '2.0', ...each })}\n`);
    }
  };
  return {
    ...{ server, said, text, lines, send },
    async answer(id: number | string): Promise<Line> {
      await eventually(() => expect(lines().some((line) => line.id === id && !('method' in line))).toBe(true));
      return lines().find((line) => line.id === id) as Line;
    },
    async begin(): Promise<void> {
      send({ id: 0, method: 'initialize', params: clientInfo });
      await this.answer(0);
      send({ method: 'notifications/initialized' });
    },
  };
}

const call = (id: number | string, name: string, args: JsonObject = {}, meta?: JsonObject) => ({
  ...{ id, method: 'tools/call' },
  params: { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) },
});

async function begun(options: HttpMcpOptions = {}, headers: Record<string, string> = {}) {
  const far = await httpMcpServer(options);
  const near = connected(far.url, headers);
  await near.begin();
  await eventually(() => expect(far.posted('notifications/initialized')).toHaveLength(1));
  return { far, near };
}

/** Answers one call, and leaves the rest to the server. */
const calls =
  (action: (request: SeenRequest) => void): Answering =>
  (request) => {
    if (request.message['method'] !== 'tools/call') return false;
    action(request);
    return true;
  };

const result = (value: string) => ({ content: [{ type: 'text', text: value }] });

describe('a request', () => {
  test('is posted as it is, with the headers of the definition, the session and the revision', async () => {
    const { far, near } = await begun({}, { authorization: 'Bearer t', 'x-team': 'a' });
    const line =
      '{"jsonrpc":"2.0", "id":"a\\u0062","method":"tools/call","params":{"name":"echo","arguments":{"é":1}} }';
    near.send(line);
    expect(await near.answer('ab')).toMatchObject({ result: result('{"é":1}') });
    const [first, , asked] = far.seen.filter(({ method }) => method === 'POST');
    expect(asked?.body).toBe(`${line}\n`);
    expect(asked?.headers).toMatchObject({
      ...{ authorization: 'Bearer t', 'x-team': 'a', 'content-type': 'application/json' },
      ...{ 'mcp-session-id': 'session-1', 'mcp-protocol-version': '2025-11-25' },
      accept: 'application/json, text/event-stream',
    });
    expect(first?.headers).toMatchObject({ authorization: 'Bearer t' });
    expect(first?.headers).not.toHaveProperty('mcp-session-id');
    expect(near.said).toEqual([]);
    await near.server.stop();
    expect(far.seen.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': 'session-1' } });
    expect(await near.server.ended).toMatchObject({ code: 0 });
  });

  test('may be answered on a stream, between notifications, byte for byte', async () => {
    const odd = '{"result":{"content":[],"n":1.0,"t":"\\u00e9 é"}, "jsonrpc":"2.0","id":1}';
    const { near } = await begun({
      answer: calls(({ response }) => {
        stream(response);
        event(response, { method: 'notifications/progress', params: { progressToken: 1, progress: 1 } });
        response.write(': keep\n\nevent: other\ndata: not for the agent\n\n');
        event(response, odd);
        response.end();
      }),
    });
    near.send(call(1, 'echo'));
    await near.answer(1);
    const [, progress, answer] = near.text().split('\n');
    expect(progress).toContain('notifications/progress');
    expect(answer).toBe(odd);
  });

  test('may be answered in many lines, which become one', async () => {
    const { near } = await begun({
      answer: calls(({ response }) => {
        response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
        response.end('{\r\n "jsonrpc": "2.0",\n "id": 1,\n "result": {"a": "\\n"}\n}\n');
      }),
    });
    near.send(call(1, 'echo'));
    expect(await near.answer(1)).toMatchObject({ result: { a: '\n' } });
  });

  test('of 16 MiB passes, there and back, in JSON and on a stream', async () => {
    const { near } = await begun({
      answer: calls(({ message, response }) => {
        const { arguments: args } = message['params'] as { arguments: { big: string } };
        const answer = { id: message['id'], result: result(args.big) };
        if (message['id'] === 1) return json(response, answer);
        stream(response);
        event(response, answer);
        response.end();
      }),
    });
    const big = 'x'.repeat(16 * 1024 * 1024);
    for (const id of [1, 2]) {
      near.send(call(id, 'echo', { big }));
      const { result: given = {} } = await near.answer(id);
      expect((given['content'] as { text: string }[])[0]?.text.length).toBe(big.length);
    }
  });

  test('of the server is answered by the agent, with a POST of its own', async () => {
    let open: ReturnType<typeof stream> | undefined;
    const { far, near } = await begun({
      answer: (request) => {
        const { message, response } = request;
        if (message['method'] === 'tools/call') {
          open = stream(response);
          event(open, { id: 's1', method: 'elicitation/create', params: { message: 'Which?' } });
          return true;
        }
        if (message['id'] !== 's1') return false;
        response.writeHead(202).end();
        if (open !== undefined) event(open, { id: 1, result: result('done') });
        open?.end();
        return true;
      },
    });
    near.send(call(1, 'ask'));
    await eventually(() => expect(near.lines().at(-1)).toMatchObject({ id: 's1', method: 'elicitation/create' }));
    near.send({ id: 's1', result: { action: 'accept', content: {} } });
    expect(await near.answer(1)).toMatchObject({ result: result('done') });
    expect(far.seen.find(({ message }) => message['id'] === 's1')?.headers['mcp-session-id']).toBe('session-1');
  });

  test('that is cancelled is told to the server, gets no answer, and its connection is closed', async () => {
    const { far, near } = await begun();
    near.send(call(1, 'wait'));
    await eventually(() => expect(far.posted('tools/call')).toHaveLength(1));
    near.send({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await eventually(() => {
      expect(far.posted('notifications/cancelled')).toHaveLength(1);
      expect(far.posted('tools/call')[0]?.response.destroyed).toBe(true);
    });
    near.send(call(2, 'echo'));
    await near.answer(2);
    expect(near.lines().map(({ id }) => id)).toEqual([0, 2]);
  });

  test('that is no message is answered as one', async () => {
    const { near } = await begun();
    near.send('no message', '[]');
    await eventually(() => expect(near.lines()).toHaveLength(3));
    expect(near.lines().at(-1)).toMatchObject({ id: null, error: { code: -32700 } });
  });

  test('beyond what any agent has under way is refused', async () => {
    const { near } = await begun();
    for (let id = 1; id <= 257; id += 1) near.send(call(id, 'wait'));
    expect(await near.answer(257)).toMatchObject({ error: { message: expect.stringContaining('Too many requests') } });
  });
});

describe('since 2026-07-28', () => {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };

  test('parts of a request are repeated in headers, and there is no session', async () => {
    const inputSchema = {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        deep: { type: 'object', properties: { n: { type: 'integer', 'x-mcp-header': 'N' } } },
      },
    };
    const far = await httpMcpServer({
      answer: ({ message, response }) => {
        json(response, { id: message['id'], result: { tools: [{ name: 'query', inputSchema }] } });
        return true;
      },
    });
    const near = connected(far.url);
    near.send({ id: 1, method: 'tools/list', params: { _meta: meta } });
    await near.answer(1);
    near.send(call(2, 'query', { region: 'Zürich', deep: { n: 4 }, other: 1 }, meta));
    near.send({ id: 3, method: 'resources/read', params: { uri: 'x://y', _meta: meta } });
    await near.answer(2);
    await near.answer(3);
    expect(far.seen[1]?.headers).toMatchObject({
      ...{ 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'query' },
      ...{ 'mcp-param-region': '=?base64?WsO8cmljaA==?=', 'mcp-param-n': '4' },
    });
    expect(far.seen[2]?.headers).toMatchObject({ 'mcp-method': 'resources/read', 'mcp-name': 'x://y' });
    await near.server.stop();
    expect(far.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  });

  test('a cancelled request is one whose connection is closed', async () => {
    const far = await httpMcpServer({ answer: () => true });
    const near = connected(far.url);
    near.send(call(1, 'wait', {}, meta));
    await eventually(() => expect(far.seen).toHaveLength(1));
    near.send({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await eventually(() => expect(far.seen[0]?.response.destroyed).toBe(true));
    expect(far.seen).toHaveLength(1);
    expect(near.lines()).toEqual([]);
  });

  test('a refusal with an error of the protocol passes as it is', async () => {
    const error = { code: -32022, message: 'Unsupported', data: { supported: ['2025-11-25'] } };
    const far = await httpMcpServer({
      answer: ({ response }) => {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error }));
        return true;
      },
    });
    const near = connected(far.url);
    near.send({ id: 1, method: 'server/discover', params: { _meta: meta } });
    expect(await near.answer(1)).toMatchObject({ error });
  });
});

describe('what the server says unasked', () => {
  test('comes on a stream that is asked for again where it broke', async () => {
    const { far, near } = await begun();
    await eventually(() => expect(far.unasked()).toBeDefined());
    const first = far.unasked();
    first?.write('retry: 10\n');
    if (first !== undefined) event(first, { method: 'notifications/tools/list_changed' }, 'id: e1\n');
    await eventually(() => expect(near.lines().at(-1)).toMatchObject({ method: 'notifications/tools/list_changed' }));
    first?.destroy();
    await eventually(() => expect(far.unasked()).not.toBe(first));
    expect(far.seen.at(-1)?.headers).toMatchObject({ 'last-event-id': 'e1', 'mcp-session-id': 'session-1' });
    const second = far.unasked();
    if (second !== undefined) event(second, { method: 'notifications/resources/list_changed' });
    await eventually(() => expect(near.lines()).toHaveLength(3));
  });

  test('may be nothing', async () => {
    const { far, near } = await begun({ listens: false });
    await eventually(() => expect(far.seen.some(({ method }) => method === 'GET')).toBe(true));
    near.send(call(1, 'echo'));
    await near.answer(1);
    expect(far.seen.filter(({ method }) => method === 'GET')).toHaveLength(1);
    expect(near.said).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const status = (code: number, headers: Record<string, string> = {}, body = '') =>
    calls(({ response }) => void response.writeHead(code, headers).end(body));

  test.each([
    ['no login', 401, {}, /wants a login \(401\).*\$\{NAME\}.*gatehouse secrets set claude-code:mcp\/far@user NAME/],
    ['no access', 403, {}, /refused access \(403\)/],
    [
      'a redirect',
      307,
      { location: 'https://evil.example/x?t=1' },
      /on to https:\/\/evil\.example \(307\), which was not followed/,
    ],
    ['too many', 429, {}, /fewer requests/],
    ['a fault', 502, {}, /HTTP status 502\. Try again later/],
    ['no content', 202, {}, /answered with no message \(HTTP 202/],
    ['another kind', 200, { 'content-type': 'text/html' }, /no message \(HTTP 200, text\/html\)/],
    ['compressed', 200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, /compressed/],
  ])('%s is an error in words', async (_title, code, headers, words) => {
    const { far, near } = await begun({ answer: status(code, headers) });
    near.send(call(1, 'echo'));
    expect(await near.answer(1)).toMatchObject({ error: { code: -32000, message: expect.stringMatching(words) } });
    expect(far.seen.filter(({ path }) => path !== '/mcp')).toEqual([]);
    expect(near.server.refused()).toHaveLength(code === 307 ? 1 : 0);
  });

  test('what a server says of its refusal is told', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Bad session' } });
    const { near } = await begun({ answer: status(400, { 'content-type': 'application/json' }, body) });
    near.send(call(1, 'echo'));
    expect(await near.answer(1)).toMatchObject({
      error: { code: -32600, message: expect.stringContaining('HTTP status 400. It said: Bad session') },
    });
  });

  test('an answer to something else is no answer', async () => {
    const { near } = await begun({ answer: calls(({ response }) => json(response, { id: 99, result: {} })) });
    near.send(call(1, 'echo'));
    expect(await near.answer(1)).toMatchObject({ error: { message: expect.stringContaining('something else') } });
    expect(near.lines().map(({ id }) => id)).toEqual([0, 1]);
  });

  test('a server that is not there', async () => {
    const far = await httpMcpServer();
    far.close();
    const near = connected(far.url);
    near.send({ id: 0, method: 'initialize', params: clientInfo });
    expect(await near.answer(0)).toMatchObject({ error: { message: expect.stringMatching(/ECONNREFUSED/) } });
  });

  test('a server that is gone in the middle of a stream: that call fails, and later ones do not', async () => {
    let isFirst = true;
    const { near } = await begun({
      answer: (request) => {
        if (request.message['method'] !== 'tools/call' || !isFirst) return false;
        isFirst = false;
        stream(request.response);
        event(request.response, { method: 'notifications/message', params: {} });
        setImmediate(() => request.response.destroy());
        return true;
      },
    });
    near.send(call(1, 'echo'));
    expect(await near.answer(1)).toMatchObject({ error: { message: expect.stringContaining('broke off its answer') } });
    near.send(call(2, 'echo'));
    expect(await near.answer(2)).toMatchObject({ result: {} });
  });

  test('a stream of numbered events is taken up where it broke', async () => {
    const { far, near } = await begun({
      answer: (request) => {
        const { method, message, headers, response } = request;
        if (message['method'] === 'tools/call') {
          event(stream(response), '', 'id: p0\nretry: 5\n');
          response.end();
          return true;
        }
        if (method !== 'GET' || headers['last-event-id'] !== 'p0') return false;
        event(stream(response), { id: 1, result: result('late') });
        response.end();
        return true;
      },
    });
    near.send(call(1, 'slow'));
    expect(await near.answer(1)).toMatchObject({ result: result('late') });
    expect(far.posted('tools/call')).toHaveLength(1);
  });

  test('a session the server forgot: open calls fail in words, and the next one begins another', async () => {
    const { far, near } = await begun();
    await eventually(() => expect(far.unasked()).toBeDefined());
    near.send(call(1, 'wait'));
    await eventually(() => expect(far.posted('tools/call')).toHaveLength(1));
    far.forget();
    near.send(call(2, 'echo'));
    for (const id of [1, 2]) {
      expect(await near.answer(id)).toMatchObject({ error: { message: expect.stringContaining('ended the session') } });
    }
    near.send(call(3, 'echo', { now: true }), call(4, 'echo'));
    expect(await near.answer(3)).toMatchObject({ result: result('{"now":true}') });
    await near.answer(4);
    expect(far.sessions).toEqual(['session-1', 'session-2']);
    expect(far.posted('notifications/initialized')).toHaveLength(2);
    // It may be another server by now, so its tools are looked at again; the second greeting is nobody's answer.
    expect(near.lines().map(({ id, method }) => id ?? method)).toEqual([
      ...[0, 1, 2, 'notifications/tools/list_changed', 3, 4],
    ]);
  });

  test('a server that says 400 where it knows the session no more is asked whether it meant that', async () => {
    let isRestarted = false;
    const { far, near } = await begun({
      answer: ({ method, message, headers, response }) => {
        const isOld = isRestarted && headers['mcp-session-id'] === 'session-1';
        const isOdd = (message['params'] as { name?: string } | undefined)?.name === 'odd';
        if (method !== 'POST' || (!isOld && !isOdd)) return false;
        response.writeHead(400).end();
        return true;
      },
    });
    near.send(call(1, 'odd'));
    expect(await near.answer(1)).toMatchObject({ error: { message: expect.stringContaining('HTTP status 400') } });
    await eventually(() => expect(far.posted('ping')).toHaveLength(1));
    near.send(call(2, 'echo'));
    await near.answer(2);
    expect(far.sessions).toEqual(['session-1']);
    isRestarted = true;
    near.send(call(3, 'echo'));
    expect(await near.answer(3)).toMatchObject({ error: { message: expect.stringContaining('HTTP status 400') } });
    await eventually(() => expect(far.posted('ping')).toHaveLength(2));
    let id = 3;
    await eventually(async () => {
      id += 1;
      near.send(call(id, 'echo'));
      expect(await near.answer(id)).toMatchObject({ result: {} });
    });
    expect(far.sessions).toEqual(['session-1', 'session-2']);
    expect(near.lines().some((line) => String(line.id).startsWith('gatehouse-'))).toBe(false);
  });

  test('an agent that ends: what is under way is closed, and the session is ended', async () => {
    const { far, near } = await begun();
    near.send(call(1, 'wait'));
    await eventually(() => expect(far.posted('tools/call')).toHaveLength(1));
    await near.server.stop(0);
    await eventually(() => expect(far.posted('tools/call')[0]?.response.destroyed).toBe(true));
    expect(far.seen.at(-1)?.method).toBe('DELETE');
  });

  test('an agent that does not read holds the server back', async () => {
    const mib = 'x'.repeat(1024 * 1024);
    let sent = 0;
    const { near } = await begun({
      answer: calls(({ response }) => {
        stream(response);
        const more = (): void => {
          let isFree = true;
          while (isFree && sent < 256) {
            isFree = response.write(`data: {"jsonrpc":"2.0","method":"notifications/message","params":"${mib}"}\n\n`);
            sent += 1;
          }
        };
        response.on('drain', more);
        more();
      }),
    });
    near.server.output.pause();
    near.send(call(1, 'flood'));
    await eventually(() => expect(sent).toBeGreaterThan(0));
    let before = -1;
    await eventually(async () => {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(sent).toBe(before);
    });
    expect(sent).toBeLessThan(64);
  });
});

describe('the transport of 2024-11-05', () => {
  /** One stream for everything; its endpoint is told by `endpoint`. */
  const legacy = (endpoint: string) => {
    const streams: ReturnType<typeof stream>[] = [];
    const answer: Answering = ({ method, path, message, response }) => {
      if (method === 'GET') {
        streams.push(stream(response));
        response.write(`event: endpoint\ndata: ${endpoint}\n\n`);
        return true;
      }
      response.writeHead(path === '/messages?session=1' ? 202 : 404).end('Accepted');
      const { id, method: name, params } = message as { id?: number; method: string; params?: JsonObject };
      if (id !== undefined && params?.['name'] !== 'wait') {
        const open = streams.at(-1);
        if (open !== undefined)
          event(open, { id, result: name === 'initialize' ? { protocolVersion: '2024-11-05' } : {} });
      }
      return true;
    };
    return { answer, streams };
  };

  test('messages go where the stream says, and answers come on it; one that breaks is begun again', async () => {
    const { answer, streams } = legacy('/messages?session=1');
    const far = await httpMcpServer({ answer });
    const near = connected(far.url, { 'x-team': 'a' }, 'sse');
    await near.begin();
    near.send(call(1, 'echo'));
    expect(await near.answer(1)).toMatchObject({ result: {} });
    near.send(call(2, 'wait'));
    await eventually(() => expect(far.posted('tools/call')).toHaveLength(2));
    streams[0]?.destroy();
    expect(await near.answer(2)).toMatchObject({ error: { message: expect.stringContaining('ended the session') } });
    near.send(call(3, 'echo'));
    expect(await near.answer(3)).toMatchObject({ result: {} });
    expect(streams).toHaveLength(2);
    expect(far.seen.every(({ headers }) => headers['x-team'] === 'a')).toBe(true);
    await near.server.stop();
    await eventually(() => expect(streams[1]?.destroyed).toBe(true));
  });

  test.each([
    ['another host', 'https://evil.example/messages', /sent to https:\/\/evil\.example, which was not followed/],
    ['nothing', 'http://[', /did not say where/],
  ])('%s as that place is an error in words', async (_title, endpoint, words) => {
    const far = await httpMcpServer({ answer: legacy(endpoint).answer });
    const near = connected(far.url, {}, 'sse');
    near.send({ id: 0, method: 'initialize', params: clientInfo });
    expect(await near.answer(0)).toMatchObject({ error: { message: expect.stringMatching(words) } });
  });
});
