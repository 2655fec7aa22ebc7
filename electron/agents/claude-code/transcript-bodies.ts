import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Body } from '#agents/transcript';

/** The content of a tool result: text as it is, text blocks as one text, anything else as JSON without its images. */
export function resultBody(content: unknown): Body | undefined {
  if (content === undefined || content === null) return undefined;
  const text = asString(content);
  if (text !== undefined) return { format: 'text', text };
  const blocks = asArray(content);
  if (blocks === undefined) return jsonBody(content);
  const parts = blocks.map(partOf);
  const isText = parts.every((part) => typeof part === 'string');
  return isText ? { format: 'text', text: parts.join('\n') } : jsonBody(parts);
}

/** A value as JSON. JSON is read at any depth but cannot be written so: then a note stands in its place. */
export function jsonBody(value: unknown): Body {
  try {
    return { format: 'json', text: JSON.stringify(value) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { format: 'text', text: '[nested too deeply to be kept]' };
  }
}

function partOf(block: unknown): unknown {
  const record = asRecord(block);
  if (record?.['type'] === 'text') return asString(record['text']) ?? '';
  const held = heldBytes(record);
  if (held === undefined) return block;
  const kind = asString(record?.['type']) ?? 'data';
  // Three bytes stand in four characters of base64.
  return `[${kind}: ${held.type ?? 'unknown type'}, ${Math.floor((held.base64.length * 3) / 4)} bytes]`;
}

/** Bytes in a block: as Claude's API has them, and as MCP has them. */
function heldBytes(record: UnknownRecord | undefined): { base64: string; type: string | undefined } | undefined {
  const places = [asRecord(record?.['source']), record, asRecord(record?.['resource'])];
  for (const place of places) {
    const base64 = asString(place?.['data']) ?? asString(place?.['blob']);
    if (base64 !== undefined) return { base64, type: asString(place?.['media_type']) ?? asString(place?.['mimeType']) };
  }
  return undefined;
}

/** A file the agent put a long result into (documentation "Explore the .claude directory", `tool-results/`). */
export function spilledFile(toolUseResult: unknown, text: string | undefined): string | undefined {
  const record = asRecord(toolUseResult);
  const named = asString(record?.['persistedOutputPath']) ?? asString(record?.['outputFile']);
  if (named?.includes('tool-results') === true) return named;
  const start = text?.slice(0, 2_000) ?? '';
  const path =
    /(?:saved|written) to:? +([^\r\n<>"]*?[\\/]tool-results[\\/][^\r\n<>"]*?\.\w{1,5})(?=\.?(?:[\s<>"',)]|$))/i;
  return path.exec(start)?.[1];
}
