import type { Readable, Writable } from 'node:stream';
import {
  Client,
  type JsonSchemaValidatorResult,
  type jsonSchemaValidator,
  ProtocolError,
} from '@modelcontextprotocol/client';
import { AppError } from '#contract/errors';
import { type StreamTransport, streamTransport } from './stream-transport.ts';

/** A server under way: its pipes, and how to end it. */
export interface ServerPipes {
  input: Readable;
  output: Writable;
  /** Ends the whole tree. Any number of times. */
  end(): Promise<void>;
  /** Why there will be no answer any more; a sentence that holds its last words. Undefined when it runs on. */
  whyEnded(): Promise<string | undefined>;
}

export interface McpSession {
  client: Client;
  transport: StreamTransport;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Starts the server; asked a second time when it turns out to speak only the newer protocol. */
  start(): Promise<ServerPipes>;
  /** Milliseconds until the first answer. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * Talks to a server as an agent without any capability of its own would: it asks nothing back of the user. The older
 * handshake comes first, since some servers end at a question before it; one that refuses it is started again and asked
 * for its versions. Throws AppError `unavailable` with what the server said last, and `cancelled`.
 */
export async function openSession(options: SessionOptions): Promise<McpSession> {
  try {
    return await connect(options, 'legacy');
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  try {
    return await connect(options, 'auto');
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new AppError('unavailable', `The server refuses to begin: ${error.message}`, { cause: error });
  }
}

async function connect({ start, timeoutMs, signal }: SessionOptions, mode: 'legacy' | 'auto'): Promise<McpSession> {
  const isCancelled = (): boolean => signal?.aborted === true;
  if (isCancelled()) throw new AppError('cancelled', cancelled);
  const server = await start();
  const transport = streamTransport(server);
  const client = new Client(
    { name: 'gatehouse', version: '1' },
    { capabilities: {}, versionNegotiation: { mode }, jsonSchemaValidator: unchecked },
  );
  const close = async () => {
    await client.close().catch(() => undefined);
    await server.end();
  };
  try {
    await client.connect(transport, { timeout: timeoutMs, ...(signal === undefined ? {} : { signal }) });
    return { client, transport, close };
  } catch (error) {
    const why = await server.whyEnded();
    await close();
    if (isCancelled()) throw new AppError('cancelled', cancelled);
    if (why !== undefined) throw new AppError('unavailable', why);
    if (error instanceof ProtocolError) throw error;
    throw new AppError('unavailable', `The server did not answer as MCP servers do: ${String(error)}`, {
      cause: error,
    });
  }
}

const cancelled = 'The start was cancelled.';

/** A server's own schema may hold a pattern that never ends; what it answers is shown as it is. */
const unchecked: jsonSchemaValidator = {
  getValidator:
    <T>() =>
    (value: unknown): JsonSchemaValidatorResult<T> => ({ valid: true, data: value as T, errorMessage: undefined }),
};
