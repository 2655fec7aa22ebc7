import { CalendarClock } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useStore } from 'zustand';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { MenuContent, MenuRadioItem } from '#renderer/ui/menu.tsx';

/** Days, null for without end. */
const choices: readonly (readonly [number | null, string])[] = [
  [null, 'Without end'],
  [730, '2 years'],
  [365, '1 year'],
  [180, '180 days'],
  [90, '90 days'],
  [30, '30 days'],
];

/** How long calls are kept. A shorter time removes older calls, after a yes that says how many. */
export function KeepMenu() {
  const { retaining } = useGatehouse().history;
  const days = useStore(retaining.store, (state) => state.retention?.days);
  const isLocked = useConnection((state) => lockReason(state) !== undefined);
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(isOpen) => isOpen && void retaining.read()}>
      <DropdownMenu.Trigger asChild>
        <Button>
          <CalendarClock className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
          <span className="max-[1000px]:sr-only">Keep</span>
        </Button>
      </DropdownMenu.Trigger>
      <MenuContent>
        <DropdownMenu.Label className="max-w-64 px-2 pt-1 pb-0.5 text-small text-muted">
          Calls are kept here, also after the agents have deleted their transcripts
        </DropdownMenu.Label>
        <DropdownMenu.RadioGroup value={String(days)}>
          {choices.map(([choice, words]) => (
            <MenuRadioItem
              key={words}
              value={String(choice)}
              disabled={isLocked}
              onSelect={() => void retaining.keep(choice)}
            >
              {words}
            </MenuRadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </MenuContent>
    </DropdownMenu.Root>
  );
}
