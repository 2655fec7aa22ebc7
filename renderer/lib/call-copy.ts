import type { CallDetail, StoredBody } from '#contract/history';
import { readOutline } from './json-outline.ts';

/** The whole record as JSON; bodies that are whole JSON stand as values, others as text. */
export function callAsJson(call: CallDetail): string {
  const { args, result, ...rest } = call;
  return JSON.stringify(
    {
      ...rest,
      at: new Date(call.at).toISOString(),
      ...(args === undefined ? {} : { args: valueOf(args) }),
      ...(result === undefined ? {} : { result: valueOf(result) }),
    },
    null,
    2,
  );
}

function valueOf(body: StoredBody): unknown {
  if (body.format === 'text' || body.isCut || readOutline(body.text) === undefined) return body.text;
  try {
    return JSON.parse(body.text);
  } catch (error) {
    if (error instanceof SyntaxError) return body.text;
    throw error;
  }
}

/**
 * The same call put to an MCP server that listens over HTTP, as a command for a shell. Where the server is has to be
 * filled in: records do not tell it, and a redacted value has to be put back by hand.
 */
export function callAsCurl(call: CallDetail): string {
  const args = call.args?.format === 'json' && !call.args.isCut ? call.args.text : '{}';
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":${JSON.stringify(call.tool)},"arguments":${args}}}`;
  return [
    `# ${call.name.replaceAll(/\p{Cc}/gu, ' ')}${call.server === undefined ? '' : `, server ${call.server.replaceAll(/\p{Cc}/gu, ' ')}`}`,
    `curl -sS "$MCP_URL" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'Accept: application/json, text/event-stream' \\`,
    `  --data-raw ${shellQuoted(body)}`,
  ].join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
