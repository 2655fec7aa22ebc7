import type { MatrixCell } from '#contract/permissions';
import { summaryOf } from '#renderer/lib/matrix-filter.ts';
import { decidedWords } from '#renderer/lib/permission-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { EffectWord } from '#renderer/ui/effect-word.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

/** What is decided of the tools of one class; where they differ, how many of each. */
export function Cell({ cell, isKnown }: { cell: MatrixCell; isKnown: boolean }) {
  const { effect, tools, parts } = summaryOf(cell);
  const managed = cell.isManaged ? <span className="text-label text-muted"> managed</span> : null;
  if (effect !== undefined) {
    const none = isKnown ? 'It has no such tool; one would be' : 'Its tools were never seen; one would be';
    const words =
      tools === 0 ? `${none} ${decidedWords[effect]}. ${cell.others.reason}` : `All ${decidedWords[effect]}`;
    return (
      <span className={tools === 0 ? 'text-faint' : ''} title={visibleString(words)}>
        <EffectWord effect={effect} count={tools} isQuiet={tools === 0} />
        {managed}
      </span>
    );
  }
  return (
    <Tip text={parts.map((part) => `${part.count} ${decidedWords[part.effect]}`).join(', ')}>
      <span className="inline-flex min-w-0 gap-2">
        {parts.map((part) => (
          <EffectWord key={part.effect} effect={part.effect} count={part.count} />
        ))}
        {managed}
      </span>
    </Tip>
  );
}
