import { isObject, type JsonObject, metaOf, paramsOf } from '../json-rpc.ts';

const versionKey = 'io.modelcontextprotocol/protocolVersion';

/** The revision a request names itself, as those since 2026-07-28 do; undefined for older ones, which agree on one at `initialize`. */
export function ownRevision(message: JsonObject): string | undefined {
  const version = metaOf(paramsOf(message))[versionKey];
  return typeof version === 'string' ? version : undefined;
}

/** What parts of a message are repeated in headers, for revisions that want it (MCP 2026-07-28, Streamable HTTP). */
export interface MirroredHeaders {
  /** Learns from lists of tools which arguments are repeated. */
  sawResult(message: JsonObject): void;
  of(message: JsonObject): Record<string, string>;
}

type Path = readonly string[];

/** More than any tool has. */
const MOST_HEADERS = 64;
const DEEPEST = 16;

export function mirroredHeaders(): MirroredHeaders {
  const paths = new Map<string, ReadonlyMap<string, Path>>();
  return {
    sawResult({ result }) {
      const tools = isObject(result) && Array.isArray(result['tools']) ? result['tools'] : [];
      for (const tool of tools) {
        if (!isObject(tool) || typeof tool['name'] !== 'string') continue;
        const found = new Map<string, Path>();
        collect(tool['inputSchema'], [], found);
        if (found.size > 0) paths.set(tool['name'], found);
        else paths.delete(tool['name']);
      }
    },
    of(message) {
      const version = ownRevision(message);
      if (version === undefined) return {};
      const { method } = message;
      const { name, uri, arguments: args } = paramsOf(message);
      const named = typeof name === 'string' ? name : uri;
      const headers: Record<string, string> = { 'mcp-protocol-version': encoded(version) };
      if (typeof method === 'string') headers['mcp-method'] = encoded(method);
      if (typeof named === 'string') headers['mcp-name'] = encoded(named);
      const mirrored = method === 'tools/call' && typeof name === 'string' ? paths.get(name) : undefined;
      for (const [header, path] of mirrored ?? []) {
        const value = valueAt(args, path);
        if (['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value)) {
          headers[`mcp-param-${header.toLowerCase()}`] = encoded(String(value));
        }
      }
      return headers;
    },
  };
}

/** Follows `properties` alone, as the specification says. */
function collect(schema: unknown, path: Path, found: Map<string, Path>): void {
  if (!isObject(schema) || path.length > DEEPEST || found.size >= MOST_HEADERS) return;
  const header = schema['x-mcp-header'];
  if (path.length > 0 && typeof header === 'string' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) {
    found.set(header, path);
  }
  const properties = schema['properties'];
  if (!isObject(properties)) return;
  for (const [key, below] of Object.entries(properties)) collect(below, [...path, key], found);
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** As it is where a header can hold it, else in the specification's Base64 form. */
function encoded(text: string): string {
  const isPlain = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text);
  return isPlain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}
