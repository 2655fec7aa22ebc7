import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { PlacedLine } from '#contract/logs';
import { filterLines, isSought, matchesOf, stepMatch } from '#renderer/lib/log-search.ts';
import { logElementId, logSearchElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import type { OpenRun } from '#renderer/store/run-log.ts';
import { Note } from '#renderer/ui/note.tsx';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { LogBar } from './log-bar.tsx';
import { LogView } from './log-view.tsx';

const none: readonly PlacedLine[] = [];

/** The log of a run: followed until somebody scrolls back, searched without hiding what stands around a match. */
export function LogPanel({ open }: { open: OpenRun }) {
  const { runLog } = useGatehouse();
  const { lines = none, before, failure } = useStore(runLog.store);
  const isKnown = useStore(runLog.store, (state) => state.lines !== undefined);
  const query = useView((state) => state.logQuery);
  const filter = useView((state) => state.logFilter);
  const [isFollowing, setFollowing] = useState(true);
  const [chosen, setChosen] = useState<string>();
  const shown = useMemo(() => filterLines(lines, filter), [lines, filter]);
  const matches = useMemo(() => matchesOf(shown, query), [shown, query]);
  // A search is of the whole log, not of what happens to be on the screen.
  useEffect(() => {
    if (isSought(query)) runLog.older(true);
  }, [query, runLog]);
  const go = (step: 1 | -1) => {
    setFollowing(false);
    setChosen((now) => stepMatch(matches, now, step));
  };
  useScreenKeys((key, from) => pressLogKey(key, from, { go, toggle: () => setFollowing((now) => !now) }));
  const chosenAt = chosen === undefined ? -1 : matches.indexOf(chosen);
  return (
    <>
      <LogBar
        open={open}
        shown={shown}
        search={{ count: matches.length, at: chosenAt, isPartial: isSought(query) && before !== undefined, go }}
        isFollowing={isFollowing}
        onFollow={setFollowing}
      />
      {failure !== undefined && (
        <div className="px-4 pb-2">
          <Note tone="danger">
            The log could not be read: <VisibleText text={failure} />
          </Note>
        </div>
      )}
      <LogView
        lines={shown}
        query={query}
        chosen={chosenAt < 0 ? undefined : chosen}
        isFollowing={isFollowing}
        onScrollBack={() => setFollowing(false)}
        onScrollToEnd={() => setFollowing(true)}
        onTop={before === undefined ? undefined : () => runLog.older()}
        empty={isKnown ? emptyWords(lines.length) : ''}
      />
    </>
  );
}

function emptyWords(all: number): string {
  return all === 0 ? 'Nothing was logged yet.' : 'No line of this kind.';
}

interface LogDeeds {
  go(step: 1 | -1): void;
  toggle(): void;
}

function pressLogKey(key: string, from: HTMLElement | null, { go, toggle }: LogDeeds): boolean {
  if (from?.id === logSearchElementId) {
    // Enter and its shifted form are the field's own.
    if (key === 'Escape') document.getElementById(logElementId)?.focus();
    return key === 'Escape';
  }
  if (from instanceof HTMLInputElement) return false;
  if (key === '/') document.getElementById(logSearchElementId)?.focus();
  else if (key === 'n') go(1);
  else if (key === 'N') go(-1);
  else if (key === 'f') toggle();
  else return false;
  return true;
}
