import type { Plugin } from './plugin.ts';

/** Broken 0, missing 1, blocked 2, a row whose sources drifted 3; undefined for a row that needs nothing. */
export function attentionRank(plugin: Pick<Plugin, 'effective' | 'problems'>): number | undefined {
  if (plugin.effective.state === 'broken') return 0;
  if (plugin.effective.state === 'missing') return 1;
  if (plugin.effective.state === 'blocked') return 2;
  return plugin.problems.some((problem) => problem.severity !== 'info') ? 3 : undefined;
}
