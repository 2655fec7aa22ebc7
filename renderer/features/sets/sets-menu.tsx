import { ChevronDown, Layers } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useStore } from 'zustand';
import type { SetView } from '#contract/sets';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { MenuContent, MenuItem } from '#renderer/ui/menu.tsx';
import { differWords } from './set-words.ts';

/** Named sets: switch to one, save what is on, and look after them. */
export function SetsMenu() {
  const { sets } = useGatehouse();
  const { sets: kept, problem } = useStore(sets.store);
  const locked = useConnection(lockReason);
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(isOpen) => isOpen && void sets.look()}>
      <DropdownMenu.Trigger
        aria-label="Sets"
        className="ml-auto inline-flex h-(--control) flex-none items-center gap-1.5 rounded-control border border-line-strong bg-raised px-2 hover:bg-hover"
      >
        <Layers className="size-3.5 text-muted" strokeWidth={1.75} aria-hidden="true" />
        <span className="only-wide-inline">Sets</span>
        <ChevronDown className="not-narrow size-3.5 text-muted" strokeWidth={1.75} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <MenuContent>
        {problem !== undefined && (
          <p className="max-w-80 px-2 py-1 text-small text-danger wrap-anywhere">{visibleString(problem)}</p>
        )}
        {problem === undefined && kept?.length === 0 && (
          <p className="max-w-72 px-2 py-1 text-small text-muted">
            No set yet. A set keeps which plugins are on, so that you can switch between kinds of work.
          </p>
        )}
        {(kept ?? []).map((set) => (
          <SetItem key={set.name} set={set} isLocked={locked !== undefined} />
        ))}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        {locked === undefined && problem === undefined && (
          <MenuItem onSelect={() => sets.askSave()}>Save what is on now as a set…</MenuItem>
        )}
        <MenuItem onSelect={() => sets.manage()}>Compare, rename, delete…</MenuItem>
      </MenuContent>
    </DropdownMenu.Root>
  );
}

function SetItem({ set, isLocked }: { set: SetView; isLocked: boolean }) {
  const { sets } = useGatehouse();
  return (
    <MenuItem onSelect={() => (isLocked ? sets.manage() : void sets.use(set.name))}>
      <span className="min-w-0 flex-1 truncate pr-4">
        <span className="sr-only">Switch to </span>
        {visibleString(set.name)}
      </span>
      <span className="flex-none text-small text-muted">{differWords(set)}</span>
    </MenuItem>
  );
}
