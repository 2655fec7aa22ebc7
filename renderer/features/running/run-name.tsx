import type { Running } from '#contract/runs';
import { runName } from '#renderer/lib/run-words.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Element id of the button that opens a run. */
export function runElementId(run: string): string {
  return `run:${run}`;
}

interface RunNameProps {
  run: Pick<Running, 'run' | 'plugin' | 'server'>;
  isSelected: boolean;
}

/** The press is taken by its row, which is larger. */
export function RunName({ run, isSelected }: RunNameProps) {
  return (
    <button
      type="button"
      id={runElementId(run.run)}
      aria-expanded={isSelected}
      className="max-w-full truncate rounded-chip text-left align-bottom"
    >
      <VisibleText text={runName(run)} />
    </button>
  );
}

export function rowLook(isSelected: boolean): string {
  const look = isSelected
    ? 'bg-selected idle:bg-selected-idle [&>td:first-child]:shadow-[inset_2px_0_var(--accent)] idle:[&>td:first-child]:shadow-none'
    : 'hover:bg-hover';
  return `h-(--row) border-b border-line [&>td]:truncate [&>td]:px-2 [&>td:first-child]:pl-4 ${look}`;
}
