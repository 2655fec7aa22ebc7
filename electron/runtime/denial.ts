import type { RequestId } from './json-rpc.ts';

/** A line that answers a call in the server's place: a tool result marked as an error, which the model can explain. */
export function denialLine(id: RequestId, sentence: string, isModern: boolean): string {
  const result = {
    ...(isModern ? { resultType: 'complete' } : {}),
    content: [{ type: 'text', text: sentence }],
    isError: true,
  };
  return `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
}

/** A line that answers a request whose server is gone. -32000 is the first of JSON-RPC's codes for servers' own errors. */
export function errorLine(id: RequestId, sentence: string): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: sentence } })}\n`;
}
