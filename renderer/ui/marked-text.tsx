import { markedPieces, redactionWords } from '#renderer/lib/marked-text.ts';
import { VisibleText } from './visible-text.tsx';

interface MarkedTextProps {
  text: string;
  /** Looked for: marked where they stand. */
  words?: readonly string[];
  lines?: boolean;
}

/** A stranger's text with what was looked for marked, and a bar in the place of each value that was not stored. */
export function MarkedText({ text, words, lines = false }: MarkedTextProps) {
  return markedPieces(text, words).map((piece, index) => {
    // The pieces of one text have no other identity than their place.
    const key = `${index}`;
    if (piece.kind === 'redaction') return <Redaction key={key} words={redactionWords(piece)} />;
    const shown = <VisibleText key={key} text={piece.text} lines={lines} />;
    if (piece.kind === 'text') return shown;
    return (
      <mark key={key} className="rounded-[2px] bg-hit text-inherit">
        {shown}
      </mark>
    );
  });
}

function Redaction({ words }: { words: string }) {
  return (
    <span className="mx-px inline-block rounded-[2px] bg-muted px-1 align-[1px] font-sans text-label/[0.9375rem] whitespace-nowrap text-surface">
      <span className="sr-only">not stored: </span>
      {words}
    </span>
  );
}
