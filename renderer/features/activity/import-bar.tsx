import { useStore } from 'zustand';
import type { HistoryStatus } from '#contract/history';
import { bytesText } from '#renderer/lib/call-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';

/** How far the reading of transcripts is while it is not done, and why there is none. */
export function ImportBar() {
  const status = useStore(useGatehouse().history.status, (state) => state.status);
  if (status === undefined) return null;
  if (status.state === 'unavailable') return <Trouble text={status.reason ?? 'Its store cannot be opened.'} />;
  return status.state === 'idle' ? null : <Progress status={status} />;
}

function Trouble({ text }: { text: string }) {
  return (
    <div className="flex-none border-b border-line px-4 py-2">
      <Note tone="danger">The history cannot be had: {visibleString(text)}</Note>
    </div>
  );
}

function Progress({ status }: { status: HistoryStatus }) {
  const { files, bytes, state } = status;
  const share = bytes.total === 0 ? 0 : Math.min(1, bytes.done / bytes.total);
  const isRunning = state === 'importing';
  const words = `${files.done.toLocaleString('en')} of ${files.total.toLocaleString('en')} files, ${bytesText(bytes.done)} of ${bytesText(bytes.total)}`;
  return (
    <div className="flex flex-none items-center gap-3 border-b border-line py-1.5 pr-3 pl-4">
      <div className="min-w-0 flex-1">
        <p className="truncate text-small">
          {isRunning ? 'Reading transcripts, newest first' : 'The reading of transcripts was stopped'}{' '}
          <span className="text-muted">{words}</span>
        </p>
        <div
          role="progressbar"
          aria-label="Reading transcripts"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={words}
          className="mt-1 h-1 overflow-hidden rounded-full bg-selected-idle"
        >
          <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
        </div>
      </div>
      <ImportButton isRunning={isRunning} />
    </div>
  );
}

function ImportButton({ isRunning }: { isRunning: boolean }) {
  const { client, say } = useGatehouse();
  const locked = useConnection(lockReason);
  const press = () => {
    client.call('history.import', { action: isRunning ? 'cancel' : 'start' }).catch((error) => say(messageOf(error)));
  };
  return (
    <Button aria-disabled={locked !== undefined} onClick={press}>
      {isRunning ? 'Stop' : 'Go on'}
    </Button>
  );
}
