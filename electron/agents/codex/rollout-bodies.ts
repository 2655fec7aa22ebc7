import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';
import type { Body } from '#agents/transcript';
import { textField } from './rollout-fields.ts';

/** Longer texts are not tried as JSON: the store cuts them anyway. */
const MAX_JSON = 256 * 1024;

/** A text as the agent wrote it; as JSON when it holds an object or a list. Pictures in it become a short note. */
export function bodyOfText(text: string): Body {
  const clean = withoutInlineData(text);
  return { format: isJsonText(clean) ? 'json' : 'text', text: clean };
}

/** A value of a record; a string is taken as text. Undefined for nothing. */
export function bodyOfValue(value: unknown): Body | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return bodyOfText(value);
  return { format: 'json', text: JSON.stringify(value, withoutData) };
}

/** Output of a call: a string, or blocks of text and pictures. */
export function bodyOfOutput(output: unknown): Body | undefined {
  const blocks = blocksOf(output);
  if (blocks === undefined) return bodyOfValue(asRecord(output)?.['content'] ?? output);
  const [only] = blocks;
  if (blocks.length === 1) return bodyOfText(textOfBlock(only));
  return { format: 'text', text: withoutInlineData(textOfBlocks(blocks)) };
}

/** Result of an MCP server. Plain text stays text; with structured content or other blocks it is the whole as JSON. */
export function bodyOfMcpResult(result: UnknownRecord): Body | undefined {
  const { _meta, ...rest } = result;
  const blocks = asArray(rest['content']);
  if (blocks === undefined) return bodyOfValue(rest);
  const isPlain = blocks.every((each) => asRecord(each)?.['type'] === 'text');
  const isStructured = rest['structuredContent'] !== undefined && rest['structuredContent'] !== null;
  if (isStructured || !isPlain) return bodyOfValue(rest);
  return blocks.length === 1 ? bodyOfText(textOfBlock(blocks[0])) : { format: 'text', text: textOfBlocks(blocks) };
}

/** The text of an output, for what it says about success. */
export function textOfOutput(output: unknown): string {
  if (typeof output === 'string') return output;
  const blocks = blocksOf(output);
  if (blocks !== undefined) return textOfBlocks(blocks);
  return textField(asRecord(output), 'content') ?? '';
}

/** Stands for a picture or another binary of so many characters of base64. */
export function dataNote(mimeType: string | undefined, characters: number): string {
  return `[${mimeType ?? 'binary data'}, ${Math.floor((characters * 3) / 4)} bytes]`;
}

/** Undefined for what is no content: an object, or a list of something else. */
function blocksOf(output: unknown): readonly unknown[] | undefined {
  const list = asArray(output) ?? [output];
  return list.every(isBlock) ? list : undefined;
}

function isBlock(value: unknown): boolean {
  return /^(?:input_?|output_?|summary_?)?(?:text|image|audio)|^encrypted/i.test(
    textField(asRecord(value), 'type') ?? '',
  );
}

function textOfBlocks(blocks: readonly unknown[]): string {
  return blocks.map(textOfBlock).join('\n');
}

function textOfBlock(block: unknown): string {
  const record = asRecord(block);
  if (record === undefined) return typeof block === 'string' ? block : JSON.stringify(block ?? '');
  if (typeof record['text'] === 'string') return record['text'];
  const url = textField(record, 'image_url', 'url');
  if (url !== undefined) return url.startsWith('data:') ? inlineNote(url) : `[image ${url}]`;
  if (record['encrypted_content'] !== undefined) return '[encrypted]';
  return JSON.stringify(record, withoutData);
}

function isJsonText(text: string): boolean {
  if (text.length > MAX_JSON || !/^\s*[[{]/.test(text) || !/[\]}]\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function withoutInlineData(text: string): string {
  if (!text.includes(';base64,')) return text;
  return text.replaceAll(/data:[\w.+/-]{0,100}(?:;[\w=.-]{1,100}){0,3};base64,[A-Za-z0-9+/=_-]{32,}/g, inlineNote);
}

function inlineNote(url: string): string {
  const comma = url.indexOf(',');
  const mimeType = /^data:([\w.+/-]+)/.exec(url)?.[1];
  return dataNote(mimeType, url.length - comma - 1);
}

/** For JSON.stringify: leaves out what is binary, wherever it stands. */
function withoutData(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (key === 'encrypted_content') return '[encrypted]';
  if (key !== 'data' && key !== 'blob') return withoutInlineData(value);
  const holder = asRecord(this);
  const mimeType = textField(holder, 'mimeType', 'mime_type');
  const isBinary = mimeType !== undefined || holder?.['type'] === 'image' || holder?.['type'] === 'audio';
  return isBinary ? dataNote(mimeType, value.length) : withoutInlineData(value);
}
