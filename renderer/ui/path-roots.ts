import { createContext } from 'react';

/** What paths are shown from: `~` stands for the home, and inside the project they are relative. */
export const PathRootsContext = createContext<{ home: string; project: string | null }>({ home: '', project: null });

/** Opens a file at a line outside of the page; undefined where this session may not. */
export const FileOpenerContext = createContext<((file: string, line: number | undefined) => void) | undefined>(
  undefined,
);
