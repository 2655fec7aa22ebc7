/**
 * A reader of JSON for showing it: numbers keep every digit, keys keep their order and doubles, and a text that was cut
 * off gives the tree as far as it goes. `JSON.parse` does none of these.
 */
export type JsonNode =
  | { kind: 'object'; entries: readonly (readonly [key: string, node: JsonNode])[]; isCut: boolean }
  | { kind: 'array'; items: readonly JsonNode[]; isCut: boolean }
  | { kind: 'string'; value: string; isCut: boolean }
  | { kind: 'number' | 'literal' | 'deep'; raw: string };

/** Deeper than any honest value; what lies below is shown as its text. */
const deepest = 120;
const numberPattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literalPattern = /true|false|null/y;
const stringPattern = /"([^"\\]*(?:\\.[^"\\]*)*)("|\\?$)/suy;

/** Undefined when it is not JSON, not even the beginning of some. */
export function readOutline(text: string): JsonNode | undefined {
  const reader = new OutlineReader(text);
  const node = reader.value(0);
  return node !== undefined && reader.isAtEnd() ? node : undefined;
}

class OutlineReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#skipSpace();
    return this.#at >= this.#text.length;
  }

  value(depth: number): JsonNode | undefined {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (depth >= deepest && first !== undefined) return { kind: 'deep', raw: this.#rest() };
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    const number = this.#take(numberPattern);
    if (number !== undefined) return { kind: 'number', raw: number[0] };
    const literal = this.#take(literalPattern);
    return literal === undefined ? undefined : { kind: 'literal', raw: literal[0] };
  }

  #object(depth: number): JsonNode | undefined {
    this.#at += 1;
    const entries: (readonly [string, JsonNode])[] = [];
    for (;;) {
      if (this.isAtEnd()) return { kind: 'object', entries, isCut: true };
      if (this.#eat('}')) return { kind: 'object', entries, isCut: false };
      if (entries.length > 0 && !this.#eat(',')) return this.#endsInRubbish({ kind: 'object', entries, isCut: true });
      if (this.isAtEnd()) return { kind: 'object', entries, isCut: true };
      const key = this.#string();
      if (key?.kind !== 'string') return undefined;
      if (this.isAtEnd()) return { kind: 'object', entries, isCut: true };
      if (!this.#eat(':')) return undefined;
      if (this.isAtEnd()) return { kind: 'object', entries, isCut: true };
      const node = this.value(depth + 1);
      if (node === undefined) return this.#endsInRubbish({ kind: 'object', entries, isCut: true });
      entries.push([key.value, node]);
    }
  }

  #array(depth: number): JsonNode | undefined {
    this.#at += 1;
    const items: JsonNode[] = [];
    for (;;) {
      if (this.isAtEnd()) return { kind: 'array', items, isCut: true };
      if (this.#eat(']')) return { kind: 'array', items, isCut: false };
      if (items.length > 0 && !this.#eat(',')) return this.#endsInRubbish({ kind: 'array', items, isCut: true });
      if (this.isAtEnd()) return { kind: 'array', items, isCut: true };
      const node = this.value(depth + 1);
      if (node === undefined) return this.#endsInRubbish({ kind: 'array', items, isCut: true });
      items.push(node);
    }
  }

  /** `tru` or `-` at the very end is a value that was cut; anything longer is not JSON. */
  #endsInRubbish(node: JsonNode): JsonNode | undefined {
    if (this.#text.length - this.#at > 5) return undefined;
    this.#at = this.#text.length;
    return node;
  }

  #string(): JsonNode | undefined {
    this.#skipSpace();
    const match = this.#take(stringPattern);
    if (match === undefined) return undefined;
    const isCut = match[2] !== '"';
    return { kind: 'string', value: unescaped(match[1] ?? ''), isCut };
  }

  #rest(): string {
    const raw = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return raw;
  }

  #eat(char: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at = pattern.lastIndex;
    return match;
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '.')) this.#at += 1;
  }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.)|u?[0-9a-fA-F]{0,3}$)/gsu, (_all, code?: string, char?: string) =>
    code === undefined ? (escapes[char ?? ''] ?? char ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
