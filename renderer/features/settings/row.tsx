import type { ReactNode } from 'react';

interface GroupProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Group({ title, aside, children }: GroupProps) {
  return (
    <section aria-label={title} className="pt-5 first:pt-3">
      <h2 className="flex items-baseline gap-2 border-b border-line pb-1 text-title font-semibold">
        {title}
        {aside !== undefined && <span className="text-small font-normal text-muted">{aside}</span>}
      </h2>
      {children}
    </section>
  );
}

interface RowProps {
  name: string;
  children: ReactNode;
  /** What is pressed, at the end of the line. */
  action?: ReactNode;
}

export function Row({ name, children, action }: RowProps) {
  return (
    <div className="grid min-h-(--row) grid-cols-[9rem_minmax(0,1fr)_auto] items-start gap-x-3 border-b border-line py-1.5 max-[760px]:grid-cols-[minmax(0,1fr)_auto]">
      <span className="leading-6 font-semibold max-[760px]:col-span-2">{name}</span>
      <div className="min-w-0 leading-6 wrap-anywhere">{children}</div>
      <div className="flex flex-none items-center gap-2">{action}</div>
    </div>
  );
}
