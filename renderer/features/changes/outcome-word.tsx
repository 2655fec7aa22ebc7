import type { Change } from '#contract/changes';
import { type Outcome, outcomeOf, outcomeWords } from '#renderer/lib/change-words.ts';
import { type Shape, StateShape } from '#renderer/ui/state-word.tsx';

const shapes: Record<Outcome, Shape> = {
  writing: 'pending',
  failed: 'failed',
  undone: 'undone',
  overwritten: 'drift',
  drifted: 'drift',
  verified: 'ok',
  unverified: 'drift',
};

/** Success is quiet; what went wrong is in full ink. */
export function OutcomeWord({ change }: { change: Change }) {
  const outcome = outcomeOf(change);
  const ink = outcome === 'verified' || outcome === 'undone' ? 'text-faint' : outcome === 'failed' ? 'text-danger' : '';
  return (
    <span className={`inline-flex items-baseline gap-1.5 whitespace-nowrap ${ink}`}>
      <StateShape shape={shapes[outcome]} />
      {outcomeWords[outcome]}
    </span>
  );
}
