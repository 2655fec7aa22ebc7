import { createContext, useContext } from 'react';
import type { Plugin } from '#contract/plugin';

/** Names that more than one row of the list carries; only those need their marketplace beside them when room is short. */
export const SharedNamesContext = createContext<ReadonlySet<string>>(new Set());

export function useSharedNames(): ReadonlySet<string> {
  return useContext(SharedNamesContext);
}

export function sharedNames(plugins: readonly Plugin[]): Set<string> {
  const seen = new Set<string>();
  return new Set(plugins.flatMap(({ name }) => (seen.has(name) ? [name] : (seen.add(name), []))));
}
