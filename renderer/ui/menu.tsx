import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useFloatHome } from './float-home.ts';

/** Menus are not modal: a modal one injects a style element, which the page's policy refuses. */
export function MenuContent({ children }: { children: ReactNode }) {
  const home = useFloatHome();
  return (
    <DropdownMenu.Portal container={home}>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-20 max-h-[min(28rem,80vh)] max-w-[32rem] min-w-52 overflow-y-auto rounded-control border border-line-strong bg-raised p-1 shadow-float"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}

interface MenuRadioItemProps {
  value: string;
  children: ReactNode;
  disabled?: boolean;
  onSelect: () => void;
}

export function MenuRadioItem({ value, children, disabled = false, onSelect }: MenuRadioItemProps) {
  return (
    <DropdownMenu.RadioItem
      value={value}
      disabled={disabled}
      onSelect={onSelect}
      className="flex min-h-(--row) items-center gap-2 rounded-chip py-0.5 pr-2 pl-1 outline-none data-disabled:text-faint data-highlighted:bg-selected"
    >
      <span className="grid size-4 flex-none place-items-center">
        <DropdownMenu.ItemIndicator>
          <Check className="size-3.5 text-accent" aria-hidden="true" />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.RadioItem>
  );
}

export function MenuItem({ children, onSelect }: { children: ReactNode; onSelect: () => void }) {
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      className="flex min-h-(--row) items-center rounded-chip px-2 py-0.5 outline-none data-highlighted:bg-selected"
    >
      {children}
    </DropdownMenu.Item>
  );
}
