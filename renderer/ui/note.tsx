import type { ReactNode } from 'react';

const tones = { quiet: 'border-line-control text-muted', warn: 'border-warn text-fg', danger: 'border-danger text-fg' };

/** Said at the place it concerns, with an edge; never floating over the page. */
export function Note({ children, tone = 'quiet' }: { children: ReactNode; tone?: keyof typeof tones }) {
  return <div className={`border-l-2 py-px pl-2 wrap-anywhere ${tones[tone]}`}>{children}</div>;
}
