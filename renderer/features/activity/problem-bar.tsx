import { ChevronDown, ChevronRight } from 'lucide-react';
import { useStore } from 'zustand';
import type { HistoryProblem } from '#contract/history';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const listId = 'history-problems';

/** How many lines could not be read, and which: nothing is left out in silence. */
export function ProblemBar() {
  const { status, problems } = useGatehouse().history;
  const count = useStore(status, (state) => state.status?.problems ?? 0);
  const isOpen = useStore(problems.store, (state) => state.isOpen);
  if (count === 0) return null;
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <div className="flex-none border-b border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        className="flex h-(--control) w-full items-center gap-1.5 px-4 text-small text-muted -outline-offset-2 hover:text-fg"
        onClick={() => void problems.toggle()}
      >
        <Icon className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
        {countOf(count, 'line')} could not be read
      </button>
      {isOpen && <Problems count={count} />}
    </div>
  );
}

function Problems({ count }: { count: number }) {
  const { problems, failure } = useStore(useGatehouse().history.problems.store);
  if (failure !== undefined)
    return (
      <div className="px-4 pb-2">
        <Note tone="danger">
          They could not be asked for: <VisibleText text={failure} />
        </Note>
      </div>
    );
  if (problems === undefined) return <p className="px-4 pb-2 text-small text-muted">Reading them…</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <div
        id={listId}
        tabIndex={0}
        role="group"
        aria-label="Lines that could not be read"
        className="max-h-48 overflow-y-auto px-4 pb-2 -outline-offset-2"
      >
        <ul>
          {problems.map((problem) => (
            <Line key={`${problem.file}:${problem.line ?? 0}:${problem.code}`} problem={problem} />
          ))}
        </ul>
      </div>
      {problems.length < count && (
        <p className="px-4 pb-2 text-small text-muted">The newest {problems.length.toLocaleString('en')} are shown.</p>
      )}
    </>
  );
}

function Line({ problem: { file, line, code, message } }: { problem: HistoryProblem }) {
  return (
    <li className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,2fr)] items-baseline gap-3 border-t border-line py-1 text-small first:border-t-0 max-[760px]:grid-cols-1 max-[760px]:gap-0">
      <span className="flex min-w-0">
        <FileLink path={file} line={line} />
      </span>
      <span className="truncate font-mono text-muted">
        <VisibleText text={code} />
      </span>
      <span className="wrap-anywhere">
        <VisibleText text={message} />
      </span>
    </li>
  );
}
