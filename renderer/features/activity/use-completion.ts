import { type RefObject, useEffect, useMemo, useState } from 'react';
import type { Suggestion } from '#contract/history';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { createCompleter } from '#renderer/store/history-complete.ts';

export interface Completion {
  suggestions: readonly Suggestion[];
  /** Index of the one the keys stand on; -1 for none. */
  active: number;
  isOpen: boolean;
  /** Asks what could stand at the caret. */
  look(query: string, caret: number): void;
  close(): void;
  /** Takes the key when the list is open; false when it is none of the list's. */
  press(key: string): boolean;
  accept(suggestion: Suggestion): void;
}

/** Milliseconds of rest before suggestions are asked. */
const pause = 90;
const none: readonly Suggestion[] = [];

/** Suggestions for a text field. `write` puts the new text and caret into it. */
export function useCompletion(
  input: RefObject<HTMLInputElement | null>,
  write: (query: string, caret: number) => void,
): Completion {
  const { client } = useGatehouse();
  const complete = useMemo(() => createCompleter(client), [client]);
  const [asked, setAsked] = useState<{ query: string; caret: number }>();
  const [suggestions, setSuggestions] = useState(none);
  const [active, setActive] = useState(-1);
  useEffect(() => {
    if (asked === undefined) return;
    const timer = setTimeout(() => {
      void complete(asked.query, asked.caret).then((found) => {
        if (found === undefined) return;
        setSuggestions(found);
        setActive(-1);
      });
    }, pause);
    return () => clearTimeout(timer);
  }, [asked, complete]);
  const isOpen = asked !== undefined && suggestions.length > 0;
  const close = () => {
    setAsked(undefined);
    setSuggestions(none);
  };
  const accept = ({ text, from, to }: Suggestion) => {
    const query = input.current?.value ?? '';
    const next = query.slice(0, from) + text + query.slice(to);
    write(next, from + text.length);
    setAsked({ query: next, caret: from + text.length });
  };
  const step = (by: 1 | -1) => {
    const count = suggestions.length;
    setActive((at) => (at + by + count + (at < 0 && by < 0 ? 1 : 0)) % count);
    return true;
  };
  return {
    suggestions,
    active,
    isOpen,
    close,
    accept,
    look: (query, caret) => setAsked({ query, caret }),
    press(key) {
      if (!isOpen) return false;
      if (key === 'ArrowDown') return step(1);
      if (key === 'ArrowUp') return step(-1);
      const chosen = suggestions[active] ?? (key === 'Tab' ? suggestions[0] : undefined);
      if (key === 'Escape') close();
      else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) accept(chosen);
      else return false;
      return true;
    },
  };
}
