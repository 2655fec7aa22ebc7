/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** JSON-RPC ids are strings or numbers; of each other kind MCP has none (2026-07-28, base protocol). */
export type RequestId = string | number;

/**
 * The messages of one line: one, or several where a batch came (MCP 2025-03-26 had them). Undefined for a line that is no
 * JSON object or list of them.
 */
export function readMessages(line: Buffer): JsonObject[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  if (isObject(value)) return [value];
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function requestId(message: JsonObject): RequestId | undefined {
  const { id } = message;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** One key for each id: `1` and `"1"` are different ids. */
export function idKey(id: RequestId): string {
  return typeof id === 'string' ? `s${id}` : `n${id}`;
}

export function paramsOf(message: JsonObject): JsonObject {
  return isObject(message['params']) ? message['params'] : {};
}

export function metaOf(params: JsonObject): JsonObject {
  return isObject(params['_meta']) ? params['_meta'] : {};
}

/** Whitespace between messages is allowed and carries nothing. */
export function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 10 && byte !== 13 && byte !== 32 && byte !== 9) return false;
  return true;
}
