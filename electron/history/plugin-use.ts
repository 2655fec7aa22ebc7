import type { PluginUse } from '#contract/history';
import type { ColumnView } from './columns.ts';
import type { SlicedWork } from './query-slices.ts';

const STEP_ROWS = 16_384;
const DAY_MS = 86_400_000;
const DAYS = 30;

/** When each plugin was last used, and what it did in the 30 days before `now`. A skill or command used counts too. */
export function* pluginUseOf(view: ColumnView, places: Uint32Array, now: number): SlicedWork<PluginUse[]> {
  const { dictionaries, codes, times } = view;
  const hook = dictionaries.type.values.indexOf('hook');
  const isBad = dictionaries.outcome.values.map((value) => value === 'error' || value === 'denied');
  const used: (PluginUse | undefined)[] = [];
  const begin = now - DAYS * DAY_MS;
  for (let from = 0; from < places.length; from += STEP_ROWS) {
    const to = Math.min(places.length, from + STEP_ROWS);
    for (let index = from; index < to; index++) {
      const place = places[index] ?? 0;
      const plugin = codes.plugin[place] ?? 0;
      if (plugin === 0 || codes.type[place] === hook) continue;
      const use = (used[plugin] ??= unused(dictionaries.plugin.values[plugin] ?? ''));
      const at = times[place] ?? 0;
      use.lastUsed = Math.max(use.lastUsed, at);
      if (at < begin || at > now) continue;
      const day = Math.min(DAYS - 1, Math.floor((at - begin) / DAY_MS));
      use.days[day] = (use.days[day] ?? 0) + 1;
      use.calls30 += 1;
      if (at >= now - 7 * DAY_MS) use.calls7 += 1;
      if (isBad[codes.outcome[place] ?? 0] === true) use.bad30 += 1;
    }
    yield;
  }
  return used.filter((use) => use !== undefined);
}

function unused(id: string): PluginUse {
  return { id, lastUsed: 0, calls7: 0, calls30: 0, bad30: 0, days: Array.from({ length: DAYS }, () => 0) };
}
