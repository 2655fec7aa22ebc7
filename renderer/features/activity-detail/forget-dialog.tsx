import { Dialog } from 'radix-ui';
import { useStore } from 'zustand';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Says how many calls would go for good, and waits for a yes. The focus is on the way out. */
export function ForgetDialog() {
  const { forgetting } = useGatehouse().history;
  const { question, count, failure, isRunning, isUnclean } = useStore(forgetting.store);
  if (question === undefined) return null;
  const isReady = count !== undefined && count > 0 && !isRunning && !isUnclean;
  return (
    <DialogFrame onClose={forgetting.cancel}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold wrap-anywhere">Forget {question.what}</Dialog.Title>
      <Dialog.Description className="px-4 pt-1 text-muted">
        {count === undefined
          ? 'Counting the calls…'
          : isUnclean
            ? `${countOf(count, 'call')} removed, with arguments and results.`
            : `${countOf(count, 'call')} will be removed, with arguments and results. This cannot be undone.`}
      </Dialog.Description>
      <div className="grid gap-2 px-4 py-3">
        <p className="font-mono text-small wrap-anywhere text-muted">
          <VisibleText text={question.query} />
        </p>
        <p className="text-small text-muted">The agents&apos; own transcripts stay as they are.</p>
        {isUnclean && (
          <Note tone="warn">
            Another Gatehouse still reads the store, so its file may hold some of it. It is cleaned when that ends, or
            at the next start.
          </Note>
        )}
        {failure !== undefined && (
          <Note tone="danger">
            <VisibleText text={failure} />
          </Note>
        )}
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button data-first-focus aria-disabled={isRunning} onClick={forgetting.cancel}>
          {isUnclean ? 'Close' : 'Cancel'} <Kbd>esc</Kbd>
        </Button>
        {!isUnclean && (
          <Button look="danger" aria-disabled={!isReady} onClick={() => void forgetting.confirm()}>
            {isRunning ? 'Forgetting…' : count === undefined ? 'Forget' : `Forget ${countOf(count, 'call')}`}
          </Button>
        )}
      </div>
    </DialogFrame>
  );
}
