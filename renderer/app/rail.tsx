import { Blocks } from 'lucide-react';
import { useMemo } from 'react';
import { attentionRank } from '#renderer/lib/attention.ts';
import { useInventory } from '#renderer/store/gatehouse-context.ts';
import { GateMark } from '#renderer/ui/gate-mark.tsx';

export function useAttentionCount(): number {
  const byId = useInventory((state) => state.byId);
  return useMemo(() => [...byId.values()].filter((plugin) => attentionRank(plugin) !== undefined).length, [byId]);
}

export function Rail() {
  const attention = useAttentionCount();
  return (
    <nav aria-label="Screens" className="flex flex-col border-r border-line pb-2">
      <div className="mb-1 grid h-(--bar) place-items-center text-muted">
        <GateMark />
      </div>
      <a
        href={window.location.search || '?'}
        aria-current="page"
        className="relative flex flex-col items-center gap-0.5 pt-[7px] pb-[5px] text-label font-semibold text-fg -outline-offset-2 before:absolute before:inset-y-2 before:left-0 before:w-[2px] before:rounded-r-[2px] before:bg-accent"
        onClick={(event) => event.preventDefault()}
      >
        <Blocks className="size-4" strokeWidth={1.6} aria-hidden="true" />
        Plugins
        {attention > 0 && (
          <span className="absolute top-px left-[calc(50%+0.4375rem)] min-w-4 rounded-full bg-muted px-[3px] text-center text-[0.625rem]/[0.9375rem] font-semibold text-bg">
            {attention > 99 ? '99+' : attention}
            <span className="sr-only"> need attention</span>
          </span>
        )}
      </a>
    </nav>
  );
}
