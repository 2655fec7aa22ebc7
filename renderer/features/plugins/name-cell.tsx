import type { Plugin } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { kindNames } from '#renderer/lib/words.ts';
import { ListTip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { useSharedNames } from './shared-names.ts';

/** The name, then where it comes from: that gives way first, wholly, before the name loses a character. */
export function NameCell({ plugin }: { plugin: Plugin }) {
  const isShared = useSharedNames().has(plugin.name);
  const name = plugin.name;
  const from = plugin.kind === 'plugin' ? (plugin.marketplace ?? '') : plugin.kind === 'hooks' ? '' : placeOf(plugin);
  const tells = isShared || plugin.kind !== 'plugin';
  return (
    <ListTip whenCut text={visibleString(from === '' ? name : `${name} · ${from}`)}>
      <span className="flex min-w-0 items-baseline gap-[7px] overflow-hidden whitespace-nowrap">
        <span data-cut className="min-w-0 flex-initial truncate">
          <VisibleText text={name} />
        </span>
        {from !== '' && (
          <span className={`min-w-0 shrink-[9999] truncate text-small text-faint ${tells ? '' : 'only-wide-inline'}`}>
            <VisibleText text={from} />
          </span>
        )}
      </span>
    </ListTip>
  );
}

function placeOf(plugin: Plugin): string {
  const scope = plugin.installs[0]?.scope;
  return scope === undefined || scope === 'user' ? kindNames[plugin.kind] : `${kindNames[plugin.kind]}, ${scope}`;
}
