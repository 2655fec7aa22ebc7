import type { ComponentProps } from 'react';

type Look = 'main' | 'edged' | 'plain' | 'danger';

const looks: Record<Look, string> = {
  main: 'border-accent bg-accent text-on-accent font-semibold aria-disabled:opacity-60 [&_kbd]:border-current [&_kbd]:bg-transparent [&_kbd]:text-inherit',
  edged:
    'border-line-strong bg-raised text-fg hover:bg-hover aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-faint',
  danger:
    'border-danger bg-raised text-danger hover:bg-danger-soft aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-faint',
  plain: 'border-transparent text-muted hover:text-fg px-1.5',
};

/** One `main` per view. An `aria-disabled` button keeps its focus and does nothing. */
export function Button({
  look = 'edged',
  className = '',
  onClick,
  ...rest
}: ComponentProps<'button'> & { look?: Look }) {
  return (
    <button
      type="button"
      className={`inline-flex h-(--control) flex-none items-center gap-1.5 rounded-control border px-2.5 whitespace-nowrap ${looks[look]} ${className}`}
      onClick={(event) => {
        if (rest['aria-disabled'] !== true) onClick?.(event);
      }}
      {...rest}
    />
  );
}
