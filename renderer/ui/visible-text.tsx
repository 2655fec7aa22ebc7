import { visiblePieces } from '#renderer/lib/visible-text.ts';

/** Text from a stranger: control, direction and invisible characters become chips; its direction cannot leak out. */
export function VisibleText({ text, lines = false }: { text: string; lines?: boolean }) {
  return (
    <bdi dir="ltr" className={lines ? 'whitespace-pre-wrap' : undefined}>
      {visiblePieces(text, { lines }).map((piece, index) =>
        'text' in piece ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other identity
          <HiddenCharacter key={index} name={piece.hidden} />
        ),
      )}
    </bdi>
  );
}

function HiddenCharacter({ name }: { name: string }) {
  return (
    <span className="mx-px inline-block rounded-chip border border-current px-[3px] align-[1px] font-mono text-label/[0.875rem] font-normal text-danger no-underline">
      {name}
    </span>
  );
}
