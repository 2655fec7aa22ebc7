import { useMemo } from 'react';
import { bytesText, durationText } from '#renderer/lib/call-words.ts';
import { readOutline } from '#renderer/lib/json-outline.ts';
import type { Try } from '#renderer/store/inspections.ts';
import { JsonTree } from '#renderer/ui/json-tree.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** What came back: how long it took, the answer, and what the cage refused meanwhile. */
export function TryResult({ title, tried: { isRunning, tried, failure } }: { title: string; tried: Try }) {
  const outline = useMemo(() => (tried === undefined ? undefined : readOutline(tried.result)), [tried]);
  if (isRunning) {
    return (
      <p className="text-small text-muted" role="status">
        It is being called…
      </p>
    );
  }
  if (failure !== undefined || tried === undefined) {
    return (
      <div role="status">
        <Note tone="danger">
          <VisibleText text={failure ?? ''} lines />
        </Note>
      </div>
    );
  }
  return (
    <div className="grid gap-1.5" role="status">
      <p className="flex text-small">
        <span className={tried.isError ? 'font-semibold text-danger' : 'font-semibold text-ok'}>
          {tried.isError ? 'It answered with an error' : 'It answered'}
        </span>
        <span className="ml-auto text-faint tabular-nums">
          {durationText(tried.durationMs)}, {bytesText(tried.resultBytes)}
        </span>
      </p>
      {outline === undefined ? (
        <p className="rounded-chip bg-sunken px-2 py-1 font-mono text-small/5 wrap-anywhere whitespace-pre-wrap">
          <VisibleText text={tried.result} lines />
        </p>
      ) : (
        <JsonTree title={`Answer of ${title}`} root={outline} words={[]} />
      )}
      {tried.refused.length > 0 && (
        <Note tone="warn">
          Its cage refused: <VisibleText text={tried.refused.join(' ')} />
        </Note>
      )}
    </div>
  );
}
