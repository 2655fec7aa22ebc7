import { ProtocolError } from '@modelcontextprotocol/client';
import type { McpSession } from './mcp-session.ts';

export interface ToolAnswer {
  isError: boolean;
  /** JSON text of the whole result; of the error where the server answered with one. */
  result: string;
  isCancelled: boolean;
}

/** Calls one tool and waits for its answer. Never rejects: whatever goes wrong is an answer too. */
export async function callTool(
  { client }: McpSession,
  name: string,
  args: Record<string, unknown>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  try {
    const result = await client.callTool({ name, arguments: args }, { timeout: timeoutMs, signal });
    return { isError: result.isError === true, result: JSON.stringify(result), isCancelled: false };
  } catch (error) {
    const isProtocol = error instanceof ProtocolError;
    const message = error instanceof Error ? error.message : String(error);
    const text = isProtocol ? { code: error.code, message } : { message };
    return { isError: true, result: JSON.stringify({ error: text }), isCancelled: signal.aborted };
  }
}
