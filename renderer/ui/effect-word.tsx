import type { Effect } from '#contract/policy';
import { effectWords } from '#renderer/lib/permission-words.ts';

const colours: Record<Effect, string> = { allow: 'text-ok', ask: 'text-warn', deny: 'text-danger' };
const stroke = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const shapes: Record<Effect, React.ReactNode> = {
  allow: <path d="m2 6.5 2.7 2.7L10 3.5" {...stroke} strokeWidth={1.7} />,
  ask: <path d="M4 4.3a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.3M6 9.6v.2" {...stroke} strokeWidth={1.5} />,
  deny: (
    <>
      <rect x=".9" y=".9" width="10.2" height="10.2" rx="2.5" fill="currentColor" />
      <path d="M3.4 6h5.2" stroke="var(--surface)" strokeWidth={1.6} strokeLinecap="round" />
    </>
  ),
};

interface EffectWordProps {
  effect: Effect;
  /** Of how many tools; the word gives way to it where there is little room. */
  count?: number;
  /** Nothing it could be said of was seen. */
  isQuiet?: boolean;
}

/** A decision as shape and word. */
export function EffectWord({ effect, count, isQuiet = false }: EffectWordProps) {
  const hasCount = count !== undefined && count > 0;
  return (
    <span className="inline-flex items-baseline gap-1 whitespace-nowrap">
      <svg
        viewBox="0 0 12 12"
        className={`size-3 flex-none self-center ${isQuiet ? 'text-faint' : colours[effect]}`}
        aria-hidden="true"
      >
        {shapes[effect]}
      </svg>
      <span className={hasCount ? 'narrow-sr-only' : ''}>{effectWords[effect]}</span>{' '}
      {hasCount && <span className="text-faint tabular-nums">{count}</span>}
    </span>
  );
}
