import type { InspectedTool, Inspection } from '#contract/inspect';
import type { McpSession } from './mcp-session.ts';

const LIST_TIMEOUT_MS = 30_000;
/** A token of today's models is about four bytes of JSON; none of them can be counted offline exactly. */
const BYTES_PER_TOKEN = 4;

/** Asks a server for its tools. Throws what the library throws for a server that does not answer, or wrongly. */
export async function inspectSession({ client, transport }: McpSession, signal?: AbortSignal): Promise<Inspection> {
  if (client.getServerCapabilities()?.tools !== undefined) {
    await client.listTools(undefined, { timeout: LIST_TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) });
  }
  const tools = transport.tools().map(inspected);
  const instructions = client.getInstructions();
  const { name, version } = client.getServerVersion() ?? {};
  const protocol = client.getNegotiatedProtocolVersion();
  return {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(instructions === undefined ? {} : { instructions }),
    tools,
    contextTokens: tools.reduce((sum, tool) => sum + tool.contextTokens, tokensOf(instructions ?? '')),
    noise: transport.noise(),
  };
}

function inspected(definition: Record<string, unknown>): InspectedTool {
  const { name, title, description, annotations, inputSchema, outputSchema } = definition;
  return {
    name: String(name),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof annotations === 'object' && annotations !== null ? { annotations: { ...annotations } } : {}),
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    contextTokens: tokensOf(JSON.stringify({ name, description, inputSchema })),
  };
}

function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}
