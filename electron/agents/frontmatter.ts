import { parseDocument } from 'yaml';
import { asRecord, type UnknownRecord } from './shapes.ts';

export interface Frontmatter {
  /** Empty when there is none, or when it does not parse. */
  data: UnknownRecord;
  /** 1-based line on which the body starts. */
  bodyLine: number;
  body: string;
  error?: { message: string; line: number };
}

/** YAML front matter of a Markdown file, fenced by `---` lines at its very start (Agent Skills specification). */
export function readFrontmatter(text: string): Frontmatter {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const match = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/.exec(clean);
  if (!match) return { data: {}, bodyLine: 1, body: clean };
  const block = match[1] ?? '';
  const body = clean.slice(match[0].length);
  const bodyLine = (match[0].match(/\n/g)?.length ?? 0) + 1;
  const document = parseDocument(block, { logLevel: 'silent', uniqueKeys: false, version: '1.2' });
  const error = document.errors[0];
  if (error !== undefined) {
    const line = (error.linePos?.[0].line ?? 1) + 1;
    return { data: looseFields(block), bodyLine, body, error: { message: error.message.split('\n')[0] ?? '', line } };
  }
  // Aliases may blow a small text up; front matter has no use for more than a few.
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  return { data: asRecord(value) ?? {}, bodyLine, body };
}

/** Agents read `description: text: with a colon` although YAML does not: take plain `key: value` lines as they stand. */
function looseFields(block: string): UnknownRecord {
  const fields: Record<string, string> = {};
  for (const line of block.split(/\r?\n/)) {
    const match = /^([A-Za-z][\w-]*):[ \t]+(.+)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) fields[match[1]] = match[2].trim();
  }
  return fields;
}
