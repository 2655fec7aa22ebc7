import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { copyText } from '#renderer/lib/copy-text.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { saveAsDownload } from '#renderer/store/history-export.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { LongList } from '#renderer/ui/long-list.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** What a report of a fault would hold, all of it, before it is copied or saved. */
export function DiagnosticsDialog() {
  const { client, view, say } = useGatehouse();
  const [withoutNames, setWithoutNames] = useState(false);
  const [made, setMade] = useState<{ withoutNames: boolean; text: string }>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    const request = new AbortController();
    client.call('diagnostics.make', { withoutNames }, { signal: request.signal }).then(
      ({ text }) => {
        setMade({ withoutNames, text });
        setFailure(undefined);
      },
      (error: unknown) => request.signal.aborted || setFailure(messageOf(error)),
    );
    return () => request.abort();
  }, [client, withoutNames]);
  const close = () => view.setState({ isReporting: false });
  const text = made?.withoutNames === withoutNames ? made.text : undefined;
  const lines = text?.split('\n') ?? [];
  const copy = async () => say((await copyText(text ?? '')) ? 'Copied the report' : 'Nothing could be copied.');
  const save = () => {
    const name = `gatehouse-diagnostics-${new Date().toISOString().slice(0, 10)}.json`;
    saveAsDownload(window)(name, new Blob([text ?? ''], { type: 'application/json' }));
    say(`Saved ${name}`);
  };
  return (
    <DialogFrame onClose={close}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold">Report a problem</Dialog.Title>
      <Dialog.Description className="px-4 text-small text-muted">
        This is everything that would be in it. Never in it: secrets, texts of config files, arguments and results of
        calls, names of you or this machine. Nothing is sent.
      </Dialog.Description>
      <label className="flex items-center gap-2 px-4 py-2">
        <input type="checkbox" checked={withoutNames} onChange={({ target }) => setWithoutNames(target.checked)} />
        Without names of plugins and files
      </label>
      {failure !== undefined && (
        <div className="px-4 pb-2">
          <Note tone="danger">It could not be made: {visibleString(failure)}</Note>
        </div>
      )}
      <div className="flex h-[min(24rem,45vh)] flex-col border-y border-line bg-sunken">
        {text === undefined ? (
          <p role="status" className="p-4 text-muted">
            {failure === undefined ? 'Looking at this machine…' : ''}
          </p>
        ) : (
          <LongList
            count={lines.length}
            label="Text of the report"
            rowRem={1.125}
            className="min-h-0 flex-1 px-4 font-mono text-small/[1.125rem]"
            row={(index) => (
              <span className="whitespace-pre">
                <VisibleText text={lines[index] ?? ''} />
              </span>
            )}
          />
        )}
      </div>
      <div className="flex items-center gap-2 px-4 py-3">
        <span className="flex-1 text-small text-muted">{text === undefined ? '' : countOf(lines.length, 'line')}</span>
        <Button aria-disabled={text === undefined} onClick={() => void copy()}>
          Copy
        </Button>
        <Button aria-disabled={text === undefined} onClick={save}>
          Save…
        </Button>
        <Button data-first-focus onClick={close}>
          Close <Kbd>esc</Kbd>
        </Button>
      </div>
    </DialogFrame>
  );
}
