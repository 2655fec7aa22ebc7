import { Dialog } from 'radix-ui';
import { useStore } from 'zustand';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { UndoLine } from '#renderer/ui/undo-line.tsx';
import { SetRow } from './set-row.tsx';

/** All sets of the view: what each means, how it differs from now, and its name. */
export function ManageDialog() {
  const { sets } = useGatehouse();
  const { sets: kept, problem, failure, deleted, isRunning } = useStore(sets.store);
  const locked = useConnection(lockReason);
  return (
    <DialogFrame onClose={sets.close}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold">Sets</Dialog.Title>
      <Dialog.Description className="px-4 text-small text-muted">
        Of the view that is shown. Deleting or renaming one switches no plugin.
      </Dialog.Description>
      <div className="min-h-0 overflow-y-auto px-4 pt-2 pb-4">
        {problem !== undefined && <Note tone="danger">{visibleString(problem)}</Note>}
        {problem === undefined && kept?.length === 0 && deleted === undefined && (
          <p className="py-2 text-muted">
            No set is saved for this view. “Save what is on now as a set…” in the menu, or “Save as set…” with rows
            selected, makes one.
          </p>
        )}
        <UndoLine
          words={deleted === undefined ? undefined : `“${deleted.name}” is deleted`}
          failure={failure?.text}
          isBusy={isRunning}
          onUndo={() => void sets.restore()}
          onDismiss={sets.forgetDeleted}
        />
        <ul aria-label="Sets">
          {(kept ?? []).map((set) => (
            <SetRow key={set.name} set={set} locked={locked} />
          ))}
        </ul>
      </div>
      <div className="flex justify-end border-t border-line px-4 py-3">
        <Button data-first-focus onClick={sets.close}>
          Close <Kbd>esc</Kbd>
        </Button>
      </div>
    </DialogFrame>
  );
}
