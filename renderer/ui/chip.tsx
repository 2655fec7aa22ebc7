import type { ReactNode } from 'react';

export function Chip({ children, tone = 'quiet' }: { children: ReactNode; tone?: 'quiet' | 'warn' | 'danger' }) {
  const tones = {
    quiet: 'border-line text-muted',
    warn: 'border-current text-warn',
    danger: 'border-current text-danger',
  };
  return (
    <span
      className={`inline-flex h-4 items-center rounded-chip border px-[5px] text-label whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
