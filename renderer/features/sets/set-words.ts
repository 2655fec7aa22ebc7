import type { SetView } from '#contract/sets';
import { agentNames, countOf } from '#renderer/lib/words.ts';

export function differWords({ differs, missing }: Pick<SetView, 'differs' | 'missing'>): string {
  const gone = missing.length === 0 ? '' : `, ${missing.length.toLocaleString('en')} gone`;
  if (differs.length === 0) return `as it is now${gone}`;
  return `${differs.length.toLocaleString('en')} ${differs.length === 1 ? 'differs' : 'differ'}${gone}`;
}

export function meaningWords({ mode, on, agents }: Pick<SetView, 'mode' | 'on' | 'agents'>): string {
  const count = countOf(on.length, 'plugin');
  if (mode === 'at-least') return `At least ${count} on, the rest as it is`;
  return `Only ${count} on, all others of ${agents.map((agent) => agentNames[agent]).join(' and ')} off`;
}
