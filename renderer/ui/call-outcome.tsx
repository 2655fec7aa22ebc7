import type { Outcome } from '#contract/history';

const colours: Record<Outcome, string> = {
  ok: 'text-faint',
  error: 'text-danger',
  denied: 'text-muted',
  cancelled: 'text-muted',
  unknown: 'text-muted',
};

/** The shape that stands before an outcome's word; alone only where the row is named in words. */
export function OutcomeShape({ outcome }: { outcome: Outcome }) {
  return (
    <svg viewBox="0 0 12 12" className={`size-3 flex-none self-center ${colours[outcome]}`} aria-hidden="true">
      {shapes[outcome]}
    </svg>
  );
}

/** Success is quiet, what went wrong is in full ink. */
export function outcomeInk(outcome: Outcome): string {
  return outcome === 'error' ? 'text-danger' : outcome === 'ok' ? 'text-muted' : '';
}

const stroke = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const shapes: Record<Outcome, React.ReactNode> = {
  ok: <path d="m2 6.5 2.7 2.7L10 3.5" {...stroke} strokeWidth={1.7} />,
  error: <path d="m2.5 2.5 7 7m0-7-7 7" {...stroke} strokeWidth={1.8} />,
  denied: (
    <>
      <rect x=".9" y=".9" width="10.2" height="10.2" rx="2.5" fill="currentColor" />
      <path d="M3.4 6h5.2" stroke="var(--surface)" strokeWidth={1.6} strokeLinecap="round" />
    </>
  ),
  cancelled: <path d="M3 6h6" {...stroke} strokeWidth={1.5} />,
  unknown: <path d="M4 4.3a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.3M6 9.6v.2" {...stroke} strokeWidth={1.4} />,
};
