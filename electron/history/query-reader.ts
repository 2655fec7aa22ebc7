import type { QuerySpan } from './query-ast.ts';
import { QueryFault } from './query-fault.ts';

/** A value, word or phrase as it stands in the query. */
export interface Piece {
  text: string;
  isQuoted: boolean;
  from: number;
  to: number;
}

/** Walks through the text of a query and notes what its parts are. */
export interface QueryReader {
  readonly text: string;
  /** Offset of the next character. */
  at: number;
  readonly spans: QuerySpan[];
  /** Skips white space; whether anything is left. */
  hasMore(): boolean;
  peek(): string;
  /** Reads what `pattern` (sticky) matches here. */
  take(pattern: RegExp): RegExpExecArray | undefined;
  /** Reads a quoted text if one begins here. Throws QueryFault when it has no end. */
  quoted(): Piece | undefined;
  bare(pattern: RegExp): Piece;
  mark(kind: QuerySpan['kind'], from: number): void;
}

// Control characters separate words: nothing in the index holds them.
const gap = /[\s\u0000-\u001f\u007f]*/y;
const quote = /"((?:[^"\\]|\\.|\\$)*)("?)/sy;

export function readQuery(text: string): QueryReader {
  const reader: QueryReader = {
    text,
    at: 0,
    spans: [],
    hasMore() {
      reader.take(gap);
      return reader.at < text.length;
    },
    peek: () => text[reader.at] ?? '',
    take(pattern) {
      pattern.lastIndex = reader.at;
      const match = pattern.exec(text) ?? undefined;
      if (match !== undefined) reader.at += match[0].length;
      return match;
    },
    quoted() {
      const from = reader.at;
      const match = reader.take(quote);
      if (match === undefined) return undefined;
      if (match[2] === '') throw new QueryFault('The quotes are not closed; add a " at the end.', from, reader.at);
      // Only quotes and backslashes are escaped; the backslash of a Windows path is itself.
      return { text: (match[1] ?? '').replace(/\\(["\\])/g, '$1'), isQuoted: true, from, to: reader.at };
    },
    bare(pattern) {
      const from = reader.at;
      const found = reader.take(pattern)?.[0] ?? '';
      return { text: found, isQuoted: false, from, to: reader.at };
    },
    mark(kind, from) {
      if (reader.at > from) reader.spans.push({ kind, from, to: reader.at });
    },
  };
  return reader;
}
