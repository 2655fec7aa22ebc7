import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { listElementId } from '#renderer/lib/region-ids.ts';

/**
 * Scrim and box. The scrim is ours and not `Dialog.Overlay`, which injects a style element that the page's
 * policy refuses. Focus goes back to where it was when the dialog opened, else to the list.
 */
export function DialogFrame({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const [before] = useState(() => document.activeElement);
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <div className="fixed inset-0 z-20 bg-scrim" />
        <Dialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const hadFocus = before instanceof HTMLElement && before !== document.body && before.isConnected;
            (hadFocus ? before : document.getElementById(listElementId))?.focus();
          }}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const box = event.currentTarget as HTMLElement;
            (box.querySelector<HTMLElement>('[data-first-focus]') ?? box).focus();
          }}
          className="arrive fixed top-[min(6rem,10vh)] left-1/2 z-20 -ml-[min(20.5rem,50vw_-_1.5rem)] flex max-h-[80vh] w-[min(41rem,100vw_-_3rem)] flex-col rounded-dialog border border-line bg-raised shadow-float outline-none"
        >
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
