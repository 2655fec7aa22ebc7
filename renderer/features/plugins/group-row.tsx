import { ChevronDown, ChevronRight } from 'lucide-react';
import type { Group, GroupName } from '#renderer/lib/groups.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { toggleFold } from '#renderer/store/view.ts';
import { groupElementId } from './active-line.ts';

const titles: Record<GroupName, string> = { attention: 'Needs attention', enabled: 'Enabled', disabled: 'Disabled' };

interface GroupRowProps {
  group: Group;
  isFolded: boolean;
  rowIndex: number;
  top: number;
}

export function GroupRow({ group, isFolded, rowIndex, top }: GroupRowProps) {
  const { view } = useGatehouse();
  const isActive = useView((state) => state.activeGroup === group.name);
  const Chevron = isFolded ? ChevronRight : ChevronDown;
  const isFirst = top === 0;
  return (
    <div
      role="row"
      id={groupElementId(group.name)}
      aria-rowindex={rowIndex}
      className={`absolute inset-x-0 h-(--row) border-b border-line text-small font-semibold ${isFirst ? '' : 'border-t'} ${isActive ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-[2px] before:bg-accent' : 'bg-surface'}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className="h-full">
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={!isFolded}
          className="flex h-full w-full items-center gap-1.5 pr-3 pl-3.5 text-left hover:bg-hover"
          onClick={() => toggleFold(view, group.name)}
        >
          <Chevron className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
          {titles[group.name]}{' '}
          <span className="font-normal text-muted">{group.plugins.length.toLocaleString('en')}</span>
        </button>
      </div>
    </div>
  );
}
