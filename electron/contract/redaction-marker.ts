/** The place of a value that was not stored. */
export interface RedactionMarker {
  /** `github-pat`, `private-key`, `secret NAME`. */
  kind: string;
  /** UTF-16 units the value had; absent when it was not told. */
  length?: number;
}

/** Markers in a text. Made of characters that JSON keeps as they are. Clone it, or use it with `matchAll` only. */
export const redactionMarker = /‹redacted ([^‹›]{1,80}?)(?: (\d{1,9}))?›/gu;

export function writeRedactionMarker({ kind, length }: RedactionMarker): string {
  return length === undefined ? `‹redacted ${kind}›` : `‹redacted ${kind} ${String(length)}›`;
}

/** Reads a text that is one marker and nothing else; undefined for any other text. */
export function readRedactionMarker(text: string): RedactionMarker | undefined {
  const match = /^‹redacted ([^‹›]{1,80}?)(?: (\d{1,9}))?›$/u.exec(text);
  if (match?.[1] === undefined) return undefined;
  return match[2] === undefined ? { kind: match[1] } : { kind: match[1], length: Number(match[2]) };
}
