import type { Plugin } from '#contract/plugin';
import { agentNames } from '#renderer/lib/words.ts';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { select } from '#renderer/store/view.ts';
import { Section } from '#renderer/ui/section.tsx';
import { StateWord } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

export function AlsoIn({ plugin }: { plugin: Plugin }) {
  const siblings = plugin.alsoIn ?? [];
  if (siblings.length === 0) return null;
  return (
    <Section title="Also in" aside={siblings.length}>
      <ul>
        {siblings.map((sibling) => (
          <Sibling key={sibling.id} id={sibling.id} why={sibling.why} />
        ))}
      </ul>
    </Section>
  );
}

function Sibling({ id, why }: { id: string; why: string }) {
  const { view } = useGatehouse();
  const row = useInventory((state) => state.byId.get(id));
  const place =
    row === undefined ? id : `${agentNames[row.agent]}${row.marketplace === undefined ? '' : `, ${row.marketplace}`}`;
  return (
    <li className="flex min-h-6 items-center gap-2">
      {row === undefined ? (
        <span className="min-w-0 truncate">
          <VisibleText text={place} />
        </span>
      ) : (
        <button
          type="button"
          className="min-w-0 truncate text-left text-accent hover:underline"
          onClick={() => select(view, id)}
        >
          <VisibleText text={place} />
        </button>
      )}
      <span className="min-w-0 flex-1 truncate text-small text-faint">
        <VisibleText text={why} />
      </span>
      {row !== undefined && <StateWord state={row.effective.state} />}
    </li>
  );
}
