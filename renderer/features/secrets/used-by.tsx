import { pluginTitle } from '#renderer/lib/call-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentShortNames } from '#renderer/lib/words.ts';
import { useInventory } from '#renderer/store/gatehouse-context.ts';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** The plugin by its name; one that is not there any more is named by its id and said so. */
export function UsedBy({ plugin }: { plugin: string }) {
  const known = useInventory((state) => state.byId.get(plugin));
  return (
    <Tip text={visibleString(plugin)}>
      <span>
        <VisibleText text={known?.name ?? pluginTitle(plugin)} />{' '}
        <span className="text-small text-faint">
          {known === undefined ? 'not in this list now' : agentShortNames[known.agent]}
        </span>
      </span>
    </Tip>
  );
}
