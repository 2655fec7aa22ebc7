import { useState } from 'react';
import type { Plugin } from '#contract/plugin';
import { agoText, shortCount } from '#renderer/lib/call-words.ts';
import { countOf } from '#renderer/lib/words.ts';
import { usePluginUse } from '#renderer/store/gatehouse-context.ts';
import { Sparkline } from '#renderer/ui/sparkline.tsx';
import { ListTip } from '#renderer/ui/tip.tsx';

/** When it was last called; blank for never, as far as the history goes back. */
export function UsedCell({ plugin }: { plugin: Plugin }) {
  const use = usePluginUse((state) => state.byId?.get(plugin.id));
  // As of the time the row came into view: the column is no clock.
  const [now] = useState(() => Date.now());
  if (use === undefined) return null;
  return (
    <ListTip text={`Last called ${new Date(use.lastUsed).toLocaleString('en-GB')}`}>
      <span>{agoText(use.lastUsed, now)}</span>
    </ListTip>
  );
}

/** Calls of 30 days with their course; how many of them failed is in the tip. */
export function CallsCell({ plugin }: { plugin: Plugin }) {
  const use = usePluginUse((state) => state.byId?.get(plugin.id));
  if (use === undefined || use.calls30 === 0) return null;
  const rate = ((use.bad30 / use.calls30) * 100).toFixed(use.bad30 * 10 < use.calls30 ? 1 : 0);
  const words = `${countOf(use.calls7, 'call')} in 7 days, ${use.calls30.toLocaleString('en')} in 30; ${rate} % failed or were denied`;
  return (
    <ListTip text={words}>
      <span className="flex items-center justify-end gap-1.5">
        <span className="text-line-control">
          <Sparkline values={use.days} className="h-3 w-10" />
        </span>
        <span className="min-w-8">{shortCount(use.calls30)}</span>
      </span>
    </ListTip>
  );
}
