import type { Plugin } from '#contract/plugin';
import { usePending } from '#renderer/store/gatehouse-context.ts';
import { StateWord } from '#renderer/ui/state-word.tsx';

export function StateCell({ plugin }: { plugin: Plugin }) {
  const pending = usePending((state) => state.pending.get(plugin.id)?.enable);
  return <StateWord state={plugin.effective.state} pending={pending} />;
}
