import { X } from 'lucide-react';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';

interface UndoLineProps {
  /** What was done; undefined when there is nothing to take back. */
  words: string | undefined;
  /** Why the last change was not made. */
  failure: string | undefined;
  isBusy: boolean;
  onUndo: () => void;
  onDismiss: () => void;
}

/** What was just changed, and the way back. */
export function UndoLine({ words, failure, isBusy, onUndo, onDismiss }: UndoLineProps) {
  return (
    <div aria-live="polite">
      {failure !== undefined && (
        <div className="py-2">
          <Note tone="danger">{visibleString(failure)}</Note>
        </div>
      )}
      {words !== undefined && (
        <div className="flex min-h-(--tools) items-center gap-2 py-1">
          <span className="min-w-0 flex-1 wrap-anywhere">{visibleString(words)}</span>
          <Button aria-disabled={isBusy} onClick={onUndo}>
            Undo
          </Button>
          <Button look="plain" aria-label="Keep it" onClick={onDismiss}>
            <X className="size-4" strokeWidth={1.6} aria-hidden="true" />
          </Button>
        </div>
      )}
    </div>
  );
}
