import { type FormEvent, useState } from 'react';
import { MAX_SET_NAME, type SetView } from '#contract/sets';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { StateWord } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { differWords, meaningWords } from './set-words.ts';

const SHOWN = 200;

/** `locked`: why nothing can be changed now. */
export function SetRow({ set, locked }: { set: SetView; locked: string | undefined }) {
  const { sets } = useGatehouse();
  const [isRenaming, setRenaming] = useState(false);
  return (
    <li className="border-b border-line py-2 last:border-b-0">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          {isRenaming ? (
            <Rename name={set.name} onDone={() => setRenaming(false)} />
          ) : (
            <p className="font-semibold wrap-anywhere">
              <VisibleText text={set.name} />
            </p>
          )}
          <p className="text-small text-muted">{meaningWords(set)}</p>
        </div>
        {locked === undefined && !isRenaming && (
          <>
            <Button look="plain" onClick={() => setRenaming(true)}>
              Rename<span className="sr-only"> {visibleString(set.name)}</span>
            </Button>
            <Button look="plain" onClick={() => void sets.remove(set.name)}>
              Delete<span className="sr-only"> {visibleString(set.name)}</span>
            </Button>
            <Button onClick={() => void sets.use(set.name)}>
              Switch to it…<span className="sr-only"> {visibleString(set.name)}</span>
            </Button>
          </>
        )}
      </div>
      <Difference set={set} />
    </li>
  );
}

function Difference({ set }: { set: SetView }) {
  if (set.differs.length + set.missing.length === 0) return <p className="text-small text-muted">{differWords(set)}</p>;
  return (
    <details className="pt-1">
      <summary className="cursor-pointer text-small">{differWords(set)}</summary>
      <ul className="pt-1 pl-4">
        {set.differs.slice(0, SHOWN).map(({ id, name, enable }) => (
          <li key={id} className="flex min-h-6 items-baseline gap-2">
            <span className="min-w-0 flex-1 wrap-anywhere">
              <VisibleText text={name} />
            </span>
            <span className="text-small text-muted">would be</span>
            <StateWord state={enable ? 'enabled' : 'disabled'} />
          </li>
        ))}
        {set.missing.slice(0, SHOWN).map((id) => (
          <li key={id} className="flex min-h-6 items-baseline gap-2">
            <span className="min-w-0 flex-1 wrap-anywhere">
              <VisibleText text={id} />
            </span>
            <span className="text-small text-muted">not installed any more</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Rename({ name, onDone }: { name: string; onDone: () => void }) {
  const { sets } = useGatehouse();
  const [text, setText] = useState(name);
  const send = (event: FormEvent) => {
    event.preventDefault();
    void sets.rename(name, text).then((isDone) => isDone && onDone());
  };
  return (
    <form onSubmit={send} className="flex gap-2">
      <input
        // biome-ignore lint/a11y/noAutofocus: the press that opened it asked for it
        autoFocus
        type="text"
        required
        aria-label={`New name of ${visibleString(name)}`}
        maxLength={MAX_SET_NAME}
        spellCheck={false}
        value={text}
        className="h-(--control) min-w-0 flex-1 rounded-control border border-line-control bg-raised px-2 text-fg"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit">Rename</Button>
      <Button look="plain" onClick={onDone}>
        Keep
      </Button>
    </form>
  );
}
