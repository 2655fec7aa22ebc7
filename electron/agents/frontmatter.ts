import { type Document, parseDocument, visit } from 'yaml';
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
  // Aliases may blow a small text up, and front matter has no use for them.
  if (block.includes('*') && hasAliases(document)) {
    return { data: looseFields(block), bodyLine, body, error: { message: 'Aliases are not read.', line: 2 } };
  }
  const value: unknown = document.toJS();
  return { data: asRecord(value) ?? {}, bodyLine, body };
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
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
