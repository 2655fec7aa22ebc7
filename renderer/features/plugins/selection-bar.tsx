import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { ListItem } from '#renderer/lib/groups.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useInventory, useMarks } from '#renderer/store/gatehouse-context.ts';
import { clearMarks } from '#renderer/store/marks.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { shownIds } from './list-keys.ts';

/** What is selected and what can be done with all of it. Below the list, so that no row moves when it comes. */
export function SelectionBar({ items }: { items: readonly ListItem[] }) {
  const { bulk, marks, sets } = useGatehouse();
  const paused = useConnection(lockReason);
  const ids = useMarks((state) => state.ids);
  const byId = useInventory((state) => state.byId);
  const marked = useMemo(() => [...ids].flatMap((id) => byId.get(id) ?? []), [ids, byId]);
  const hidden = useMemo(() => {
    const shown = new Set(shownIds(items));
    return marked.filter((plugin) => !shown.has(plugin.id)).length;
  }, [items, marked]);
  if (marked.length === 0) return null;
  const all = marked.map((plugin) => plugin.id);
  const on = marked.filter((plugin) => plugin.effective.enabled && plugin.switch.can).length;
  const off = marked.filter((plugin) => !plugin.effective.enabled && plugin.switch.can).length;
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="flex h-(--tools) flex-none items-center gap-2 overflow-hidden border-t border-line bg-surface pr-3 pl-4"
    >
      <span aria-live="polite" className="min-w-0 flex-1 truncate">
        <strong className="font-semibold">{marked.length.toLocaleString('en')} selected</strong>
        {hidden > 0 && <span className="text-muted">, {hidden.toLocaleString('en')} not in this list</span>}
      </span>
      <Act name="Enable" count={off} onPress={() => void bulk.askSwitch(all, true)} />
      <Act name="Disable" count={on} onPress={() => void bulk.askSwitch(all, false)} />
      {paused === undefined && <Button onClick={() => sets.askSave(all)}>Save as set…</Button>}
      <Tip text="Clear the selection, esc">
        <Button look="plain" aria-label="Clear the selection" onClick={() => clearMarks(marks)}>
          <X className="size-4" strokeWidth={1.6} aria-hidden="true" />
        </Button>
      </Tip>
    </div>
  );
}

/** With how many it would change. */
function Act({ name, count, onPress }: { name: string; count: number; onPress: () => void }) {
  const paused = useConnection(lockReason);
  const why = paused ?? (count === 0 ? `None of them would change by “${name}”.` : undefined);
  const button = (
    <Button aria-disabled={why !== undefined} onClick={onPress}>
      {name} <span className="text-muted">{count.toLocaleString('en')}</span>
    </Button>
  );
  return why === undefined ? button : <Tip text={why}>{button}</Tip>;
}
