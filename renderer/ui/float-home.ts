import { createContext, useContext } from 'react';

/** Where menus and tips are drawn: inside the main landmark, outside of what clips. The body until that is known. */
export const FloatHomeContext = createContext<HTMLElement | null>(null);

export function useFloatHome(): HTMLElement | undefined {
  return useContext(FloatHomeContext) ?? undefined;
}
