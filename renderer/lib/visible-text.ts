/** A run of plain text, or one character that would not be seen, or would move its neighbours, were it rendered. */
export type TextPiece = { text: string } | { hidden: string };

const directionMarks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const invisible =
  /[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200D\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/u;
const control = /[\p{Cc}\u2028\u2029]/u;

/**
 * Splits text into what may be shown as it is and what becomes a chip, in logical order.
 * Joiners and variation selectors inside an emoji stay. With `lines`, tab and newline stay too.
 */
export function visiblePieces(text: string, options: { lines?: boolean } = {}): TextPiece[] {
  const pieces: TextPiece[] = [];
  let plain = '';
  const chars = Array.from(text);
  chars.forEach((char, index) => {
    if (!isHidden(char, chars[index - 1], options.lines === true)) {
      plain += char;
      return;
    }
    if (plain !== '') pieces.push({ text: plain });
    plain = '';
    pieces.push({ hidden: codePointName(char) });
  });
  if (plain !== '') pieces.push({ text: plain });
  return pieces;
}

/** The same as one string, for titles, labels and the live region: hidden characters stand as `[U+202E]`. */
export function visibleString(text: string): string {
  return visiblePieces(text)
    .map((piece) => ('text' in piece ? piece.text : `[${piece.hidden}]`))
    .join('');
}

function isHidden(char: string, before: string | undefined, lines: boolean): boolean {
  if (lines && (char === '\n' || char === '\t')) return false;
  if (!char.isWellFormed()) return true;
  if (control.test(char) || directionMarks.test(char)) return true;
  if (!invisible.test(char)) return false;
  const joinsEmoji =
    (char === '\u200D' || char === '\uFE0F') &&
    before !== undefined &&
    /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]/u.test(before);
  return !joinsEmoji;
}

function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
