import { PassThrough, type Readable, Writable } from 'node:stream';
import { idKey, isBlank, type JsonObject, type RequestId, readMessages, requestId } from '../json-rpc.ts';
import { lineSplitter } from '../line-splitter.ts';

/** Messages of 16 MiB pass in any case, as between programs. */
export const longestMessage = 64 * 1024 * 1024;

/** A request that the server has not answered yet. */
export interface OpenRequest {
  id: RequestId;
  method: string;
  /** Closes its connection. */
  control: AbortController;
  isSent: boolean;
  /** Set for a request of our own: its answer is not the agent's. One that failed has the reason under `failure`. */
  own?(answer: JsonObject): void;
  /** Called once, when it is answered, refused or forgotten. */
  closed?(): void;
}

export interface AgentLinkPorts {
  /** A line of the agent; the next one comes when it resolves. Never rejects. */
  take(message: JsonObject, bytes: Buffer): Promise<void>;
  /** Before the agent sees it. */
  answered(request: OpenRequest, message: JsonObject): void;
  say(sentence: string): void;
}

/** The side of a remote server that its agent sees: lines in and lines out, as of a program. */
export interface AgentLink {
  input: Writable;
  output: Readable;
  open(request: OpenRequest): void;
  find(id: RequestId): OpenRequest | undefined;
  isOpen(request: OpenRequest): boolean;
  /** It gets no answer any more. */
  forget(request: OpenRequest): void;
  all(): OpenRequest[];
  /** JSON text of the server, with line ends in it or without. Answers nobody waits for are dropped. */
  deliver(json: Buffer): void;
  /** Answers with an error, unless it was answered already. */
  refuse(request: OpenRequest, sentence: string, code?: number): void;
  /** Writes a message of our own. */
  write(message: JsonObject): void;
  /** Resolves when the agent has taken what was written. */
  taken(): Promise<void>;
  end(): void;
}

/** What agents take for a connection that failed (`ConnectionClosed` of the official SDKs). */
const CONNECTION_FAILED = -32_000;
const lineEnd = Buffer.from('\n');

export function agentLink(ports: AgentLinkPorts): AgentLink {
  const requests = new Map<string, OpenRequest>();
  const output = new PassThrough();
  const waiting: (() => void)[] = [];
  let isFull = false;
  const release = (): void => {
    isFull = false;
    for (const go of waiting.splice(0)) go();
  };
  output.on('drain', release);
  output.on('close', release);

  const put = (bytes: Buffer): void => {
    if (output.writable && !output.write(bytes)) isFull = true;
  };
  const isOpen = (request: OpenRequest): boolean => requests.get(idKey(request.id)) === request;
  const close = (request: OpenRequest): void => {
    if (!isOpen(request)) return;
    requests.delete(idKey(request.id));
    request.closed?.();
  };

  /** Whether the agent is to see it. */
  const look = (message: JsonObject): boolean => {
    const id = requestId(message);
    if (typeof message['method'] === 'string' || id === undefined) return true;
    const request = requests.get(idKey(id));
    if (request === undefined) return false;
    close(request);
    ports.answered(request, message);
    request.own?.(message);
    return request.own === undefined;
  };

  return {
    input: linesInto(ports, put),
    output,
    isOpen,
    forget: close,
    open: (request) => {
      requests.set(idKey(request.id), request);
    },
    find: (id) => requests.get(idKey(id)),
    all: () => [...requests.values()],
    deliver(json) {
      const line = onOneLine(json);
      const messages = readMessages(line);
      // What is no message is told to whoever looks for faults, further on.
      if (messages === undefined) return put(line);
      const shown = messages.filter(look);
      if (shown.length === messages.length) put(line);
      else for (const each of shown) put(Buffer.from(`${JSON.stringify(each)}\n`));
    },
    refuse(request, sentence, code = CONNECTION_FAILED) {
      if (!isOpen(request)) return;
      close(request);
      if (request.own !== undefined) return request.own({ failure: sentence });
      put(errorLine(request.id, code, sentence));
    },
    write: (message) => put(Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)),
    taken: () => (isFull ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    end: () => {
      output.end();
    },
  };
}

function linesInto({ take, say }: AgentLinkPorts, put: (bytes: Buffer) => void): Writable {
  let lines: Buffer[] = [];
  const splitter = lineSplitter(longestMessage, {
    line: (bytes) => lines.push(bytes),
    tooLong: (bytes) => say(`The agent wrote a line of ${bytes} bytes; it was dropped.`),
  });
  const takeAll = async (done: () => void): Promise<void> => {
    const now = lines;
    lines = [];
    for (const line of now) {
      if (isBlank(line)) continue;
      const messages = readMessages(line);
      if (messages === undefined || messages.length === 0)
        put(errorLine(null, -32_700, 'This is no JSON-RPC message.'));
      else if (messages[0] !== undefined && messages.length === 1) await take(messages[0], line);
      else for (const each of messages) await take(each, Buffer.from(JSON.stringify(each)));
    }
    done();
  };
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      splitter.push(chunk);
      void takeAll(done);
    },
    final(done) {
      splitter.end();
      void takeAll(done);
    },
  });
}

function errorLine(id: RequestId | null, code: number, message: string): Buffer {
  return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
}

/** Line ends in JSON text stand only between its parts, where a space is the same. */
function onOneLine(json: Buffer): Buffer {
  if (!json.includes(10) && !json.includes(13)) return Buffer.concat([json, lineEnd]);
  const line = Buffer.concat([json, lineEnd]);
  for (let at = 0; at < json.length; at += 1) if (line[at] === 10 || line[at] === 13) line[at] = 32;
  return line;
}
