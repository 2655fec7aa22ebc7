import { createContext } from 'react';

/** What paths are shown from: `~` stands for the home, and inside the project they are relative. */
export const PathRootsContext = createContext<{ home: string; project: string | null }>({ home: '', project: null });
