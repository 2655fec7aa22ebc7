import { useStore } from 'zustand';
import type { Change } from '#contract/changes';
import { parsePluginId } from '#contract/plugin-id';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { StateWord } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const SHOWN = 100;

/** The plugins that one write of several switched. */
export function ChangeMembers({ change: { members = [], group } }: { change: Change }) {
  if (members.length === 0) return null;
  return (
    <Section title={countOf(members.length, 'plugin')}>
      {group !== undefined && group.files > 1 && <Whole group={group} />}
      <ul>
        {members.slice(0, SHOWN).map(({ plugin, enable }) => (
          <li key={plugin} className="flex min-h-6 items-baseline gap-2">
            <span className="min-w-0 flex-1 wrap-anywhere">
              <VisibleText text={parsePluginId(plugin)?.name ?? plugin} />
            </span>
            <StateWord state={enable ? 'enabled' : 'disabled'} />
          </li>
        ))}
      </ul>
      {members.length > SHOWN && (
        <p className="text-small text-muted">… and {(members.length - SHOWN).toLocaleString('en')} more.</p>
      )}
    </Section>
  );
}

/** A change that was not made as a whole says so at each of its files. */
function Whole({ group: { id, files } }: { group: NonNullable<Change['group']> }) {
  const rows = useStore(useGatehouse().journal, (state) => state.changes);
  const written = (rows ?? []).filter((each) => each.group?.id === id && each.applied).length;
  if (written >= files) return <p className="pb-1 text-small text-muted">Part of one change of {files} files.</p>;
  return (
    <div className="pb-1">
      <Note tone="warn">
        Only {written} of the {files} files of this change {written === 1 ? 'was' : 'were'} written.
      </Note>
    </div>
  );
}
