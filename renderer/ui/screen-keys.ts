import { useEffect, useLayoutEffect, useRef } from 'react';

/** Says whether it took the key. `from` is what had the focus; Ctrl or Cmd with `a` comes as `Mod+a` to who asks for it. */
export type KeyTaker = (key: string, from: HTMLElement | null, isShift: boolean) => boolean;

/** Keys of a screen, wherever the focus is, except inside dialogs and menus and with a modifier held. */
export function useScreenKeys(take: KeyTaker, { takesModA = false } = {}): void {
  const latest = useRef(take);
  // Before the next key can come: a key pressed right after typing must act on the list as it stands then.
  useLayoutEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const from = event.target instanceof HTMLElement ? event.target : null;
      const isElsewhere = from?.closest('[role=dialog],[role=menu]') !== null && from !== null;
      const isModA = takesModA && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';
      const isHeld = event.altKey || ((event.ctrlKey || event.metaKey) && !isModA);
      if (event.defaultPrevented || isHeld || event.isComposing || isElsewhere) return;
      if (latest.current(isModA ? 'Mod+a' : event.key, from, event.shiftKey)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [takesModA]);
}
