import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section>
      <h3 className="flex items-baseline gap-2 pt-4 pb-1 text-small font-semibold">
        {title}
        {aside !== undefined && <span className="ml-auto font-normal text-faint">{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="min-h-6 text-small/6 text-muted">{name}</dt>
      <dd className="min-h-6 min-w-0 leading-6 wrap-anywhere">{children}</dd>
    </>
  );
}
