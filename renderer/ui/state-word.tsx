import type { EffectiveState } from '#contract/plugin';
import { stateWords } from '#renderer/lib/words.ts';

export type Shape = EffectiveState | 'pending' | 'ok' | 'drift' | 'failed' | 'undone';

const shapeColours: Record<Shape, string> = {
  enabled: 'text-ok',
  disabled: 'text-muted',
  missing: 'text-warn',
  broken: 'text-danger',
  blocked: 'text-muted',
  pending: 'text-accent',
  ok: 'text-faint',
  drift: 'text-warn',
  failed: 'text-danger',
  undone: 'text-muted',
};

/** The shape that stands before a state's word. It never stands alone. */
export function StateShape({ shape }: { shape: Shape }) {
  return (
    <svg viewBox="0 0 12 12" className={`size-3 flex-none self-center ${shapeColours[shape]}`} aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}

interface StateWordProps {
  state: EffectiveState;
  /** What was asked and has not come back: the word says so at once. */
  pending?: boolean | undefined;
}

export function StateWord({ state, pending }: StateWordProps) {
  const quiet = pending === undefined && (state === 'disabled' || state === 'blocked');
  return (
    <span className={`inline-flex items-baseline gap-1.5 whitespace-nowrap ${quiet ? 'text-muted' : ''}`}>
      <StateShape shape={pending === undefined ? state : 'pending'} />
      {pending === undefined ? stateWords[state] : pending ? 'Enabling' : 'Disabling'}
    </span>
  );
}

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const cutOut = { stroke: 'var(--surface)', strokeWidth: 1.4, strokeLinecap: 'round' } as const;

const shapes: Record<Shape, React.ReactNode> = {
  enabled: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  disabled: <circle cx="6" cy="6" r="4" {...stroke} />,
  missing: <circle cx="6" cy="6" r="4.25" {...stroke} strokeLinecap="butt" strokeDasharray="2.4 2.05" />,
  broken: (
    <>
      <path d="M6 .8 11.6 11H.4z" fill="currentColor" />
      <path d="M6 4.3v3.2M6 9v.6" {...cutOut} />
    </>
  ),
  blocked: (
    <>
      <rect x=".9" y=".9" width="10.2" height="10.2" rx="2.5" fill="currentColor" />
      <path d="M3.4 6h5.2" {...cutOut} />
    </>
  ),
  pending: (
    <>
      <circle cx="6" cy="6" r="4.25" {...stroke} />
      <path d="M6 6V1.75A4.25 4.25 0 0 1 10.25 6z" fill="currentColor" />
    </>
  ),
  ok: <path d="m2 6.5 2.7 2.7L10 3.5" {...stroke} />,
  drift: <path d="M6 .9 11.1 6 6 11.1.9 6z" fill="currentColor" />,
  failed: <path d="m2.5 2.5 7 7m0-7-7 7" {...stroke} strokeWidth={2} />,
  undone: <path d="M2.5 6h7" {...stroke} strokeWidth={2} />,
};
