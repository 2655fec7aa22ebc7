import { ArrowUp } from 'lucide-react';
import { countOf } from '#renderer/lib/words.ts';
import { useCallList } from '#renderer/store/gatehouse-context.ts';

/** New calls that wait while somebody reads. */
export function FreshPill({ onPress }: { onPress: () => void }) {
  const fresh = useCallList((state) => state.fresh);
  return (
    <div aria-live="polite" className="pointer-events-none absolute inset-x-0 top-14 z-10 flex justify-center">
      {fresh > 0 && (
        <button
          type="button"
          className="pointer-events-auto inline-flex h-6 items-center gap-1 rounded-full bg-accent px-3 text-small font-semibold text-on-accent shadow-float"
          onClick={onPress}
        >
          <ArrowUp className="size-3.5" strokeWidth={2} aria-hidden="true" />
          {countOf(fresh, 'new call')}
        </button>
      )}
    </div>
  );
}
