import { Dialog } from 'radix-ui';
import { useStore } from 'zustand';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import type { SecretName } from '#renderer/store/secret-ask.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { UsedBy } from './used-by.tsx';

/** Nothing here can bring the value back, so the focus is on the way out. */
export function DeleteDialog({ name }: { name: SecretName }) {
  const { ask } = useGatehouse().secrets;
  const { failure, isRunning } = useStore(ask.store);
  return (
    <DialogFrame onClose={ask.cancel}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold wrap-anywhere">
        Delete <VisibleText text={name.variable} />
      </Dialog.Title>
      <Dialog.Description className="px-4 pt-1 text-muted">
        The value is removed from the keychain. This cannot be undone: Gatehouse keeps no copy.
      </Dialog.Description>
      <div className="grid gap-2 px-4 py-3">
        <p>
          Its server starts without it from now on: <UsedBy plugin={name.plugin} />
        </p>
        {failure !== undefined && (
          <Note tone="danger">
            <VisibleText text={failure} />
          </Note>
        )}
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button data-first-focus aria-disabled={isRunning} onClick={ask.cancel}>
          Cancel <Kbd>esc</Kbd>
        </Button>
        <Button look="danger" aria-disabled={isRunning} onClick={() => void ask.remove()}>
          {isRunning ? 'Deleting…' : 'Delete'}
        </Button>
      </div>
    </DialogFrame>
  );
}
