import { Slot, Tooltip } from 'radix-ui';
import { type ReactElement, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useFloatHome } from './float-home.ts';

interface TipProps {
  /** Already made visible: no raw control characters. */
  text: string;
  children: ReactElement;
  /** Only when the child, or a `data-cut` part of it, does not show all of its text. */
  whenCut?: boolean;
}

/**
 * The same for cells of a long list, which are made and dropped as it scrolls: nothing but the child is made until a mouse is
 * over it. The child is made anew then, so that must be over before a button goes down: a click whose element went away
 * between down and up is none. Cells have no focus of their own; a finger must find under it what it touched.
 */
export function ListTip(props: TipProps) {
  const [isNear, setNear] = useState(false);
  if (isNear) return <Tip {...props} />;
  return (
    <Slot.Root onPointerEnter={(event) => event.pointerType === 'mouse' && flushSync(() => setNear(true))}>
      {props.children}
    </Slot.Root>
  );
}

/** Opens after 400 ms and on focus. */
export function Tip({ text, children, whenCut = false }: TipProps) {
  const home = useFloatHome();
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <Tooltip.Root open={isOpen} onOpenChange={(open) => setOpen(open && (!whenCut || isCut(trigger.current)))}>
      <Tooltip.Trigger asChild ref={trigger}>
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal container={home}>
        <Tooltip.Content
          sideOffset={4}
          collisionPadding={8}
          className="z-30 max-w-[26rem] rounded-control border border-line-strong bg-raised px-2 py-1 text-small wrap-anywhere text-fg shadow-float"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

function isCut(element: HTMLElement | null): boolean {
  if (element === null) return false;
  return [element, ...element.querySelectorAll<HTMLElement>('[data-cut]')].some(
    (each) => each.scrollWidth > each.clientWidth,
  );
}
