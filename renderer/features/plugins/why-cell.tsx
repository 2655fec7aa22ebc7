import { useEffect, useState } from 'react';
import type { Plugin } from '#contract/plugin';
import { whyOf } from '#renderer/lib/attention.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { usePending } from '#renderer/store/gatehouse-context.ts';
import { ListTip } from '#renderer/ui/tip.tsx';

/** Milliseconds after which a pending row says what it waits for. */
const silence = 2000;

/** A failed try, else what is waited for, else the problem, else the scope that won. */
export function WhyCell({ plugin }: { plugin: Plugin }) {
  const failure = usePending((state) => state.failures.get(plugin.id));
  const since = usePending((state) => state.pending.get(plugin.id)?.since);
  const isLate = useIsLate(since);
  const why = whyOf(plugin);
  if (failure !== undefined) return <Words text={failure} full={failure} className="text-danger" />;
  if (isLate)
    return (
      <Words
        text="Waiting for the file to be read back"
        full="The change is written or being written; the rows change when it was read back from disk."
        className=""
      />
    );
  return <Words text={why.text} full={why.full} className={why.isQuiet ? 'text-faint' : ''} />;
}

function Words({ text, full, className }: { text: string; full: string; className: string }) {
  return (
    <ListTip text={visibleString(full)}>
      <span className={`block truncate ${className}`}>{visibleString(text)}</span>
    </ListTip>
  );
}

function useIsLate(since: number | undefined): boolean {
  const [lateFor, setLateFor] = useState<number>();
  useEffect(() => {
    if (since === undefined) return;
    const timer = setTimeout(() => setLateFor(since), Math.max(0, since + silence - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  return since !== undefined && lateFor === since;
}
