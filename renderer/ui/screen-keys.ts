import { useEffect, useLayoutEffect, useRef } from 'react';

/** Says whether it took the key. `from` is what had the focus. */
export type KeyTaker = (key: string, from: HTMLElement | null) => boolean;

/** Keys of a screen, wherever the focus is, except inside dialogs and menus and with a modifier held. */
export function useScreenKeys(take: KeyTaker): void {
  const latest = useRef(take);
  // Before the next key can come: a key pressed right after typing must act on the list as it stands then.
  useLayoutEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const from = event.target instanceof HTMLElement ? event.target : null;
      const isElsewhere = from?.closest('[role=dialog],[role=menu]') !== null && from !== null;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isElsewhere)
        return;
      if (latest.current(event.key, from)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
