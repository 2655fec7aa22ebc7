import { Search, X } from 'lucide-react';
import { useId, useLayoutEffect, useRef } from 'react';
import type { QueryProblem } from '#contract/history';
import { filterElementId } from '#renderer/lib/region-ids.ts';
import { useCallList, useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { CompletionList, completionItemId } from './completion-list.tsx';
import { QueryMirror } from './query-mirror.tsx';
import { useCompletion } from './use-completion.ts';

const hint = 'plugin: server: tool: project: outcome: decision: dur>1s after: before: or words';

/** The query as it is typed, with its fields in colour and what is wrong with it underlined. */
export function QueryBox() {
  const { view } = useGatehouse();
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | undefined>(undefined);
  const query = useView((state) => state.callQuery);
  const problem = useCallList((state) => state.problem);
  const [listId, problemId] = [useId(), useId()];
  const write = (next: string, at?: number) => {
    caret.current = at;
    view.setState({ callQuery: next });
  };
  const completion = useCompletion(input, write);
  useLayoutEffect(() => {
    if (caret.current !== undefined) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  const shownProblem = query === '' ? undefined : problem;
  return (
    <div className="relative flex min-w-0 flex-1">
      <div className="flex h-(--control) min-w-0 flex-1 items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
        <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
        <div className="relative h-full min-w-0 flex-1 font-mono text-small">
          <QueryMirror query={query} problem={shownProblem} input={input} />
          <input
            ref={input}
            id={filterElementId}
            type="text"
            role="combobox"
            aria-label="Query"
            aria-autocomplete="list"
            aria-expanded={completion.isOpen}
            aria-controls={completion.isOpen ? listId : undefined}
            aria-activedescendant={
              completion.isOpen && completion.active >= 0 ? completionItemId(listId, completion.active) : undefined
            }
            aria-invalid={shownProblem !== undefined}
            aria-describedby={shownProblem === undefined ? undefined : problemId}
            placeholder={hint}
            spellCheck={false}
            autoComplete="off"
            maxLength={2_000}
            value={query}
            className="absolute inset-0 w-full bg-transparent text-transparent caret-fg outline-none placeholder:font-sans placeholder:text-body placeholder:text-faint placeholder:text-ellipsis"
            onChange={({ target }) => {
              write(target.value);
              completion.look(target.value, target.selectionStart ?? target.value.length);
            }}
            onFocus={({ target }) => completion.look(target.value, target.selectionStart ?? target.value.length)}
            onBlur={completion.close}
            onKeyDown={(event) => {
              if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
              if (completion.press(event.key)) event.preventDefault();
            }}
          />
        </div>
        {query === '' ? <Kbd>/</Kbd> : <Clear onPress={() => write('')} />}
      </div>
      {completion.isOpen && <CompletionList id={listId} completion={completion} />}
      {shownProblem !== undefined && !completion.isOpen && <Problem id={problemId} problem={shownProblem} />}
    </div>
  );
}

function Clear({ onPress }: { onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label="Clear the query"
      className="flex-none rounded-chip p-0.5 hover:text-fg"
      onClick={onPress}
    >
      <X className="size-3.5" aria-hidden="true" />
    </button>
  );
}

function Problem({ id, problem }: { id: string; problem: QueryProblem }) {
  const hasRows = useCallList((state) => state.count > 0);
  return (
    <p
      id={id}
      role="status"
      className="absolute top-full left-0 z-20 mt-1 max-w-full rounded-control border border-line-strong bg-raised px-2 py-1 text-small text-danger shadow-float"
    >
      {problem.message}
      {hasRows && <span className="text-muted"> The calls below are those of the query before.</span>}
    </p>
  );
}
