import type { PackageMemo } from '#agents/agent-module';

/** Remembers package reads by folder. `forget` drops the folders at, above or below a changed path. */
export interface ForgettingMemo extends PackageMemo {
  forget(changedPath: string): void;
  forgetAll(): void;
}

export function createPackageMemo(): ForgettingMemo {
  const roots = new Map<string, Map<string, unknown>>();
  return {
    remember<T>(root: string, key: string, make: () => T): T {
      const known = roots.get(root) ?? new Map<string, unknown>();
      roots.set(root, known);
      // The key names the type: one caller owns each key.
      if (known.has(key)) return known.get(key) as T;
      const made = make();
      known.set(key, made);
      return made;
    },
    forget(changedPath) {
      for (const root of roots.keys()) {
        if (isAtOrBelow(root, changedPath) || isAtOrBelow(changedPath, root)) roots.delete(root);
      }
    },
    forgetAll: () => {
      roots.clear();
    },
  };
}

function isAtOrBelow(folder: string, path: string): boolean {
  if (!path.startsWith(folder)) return false;
  const next = path[folder.length];
  return next === undefined || next === '/' || next === '\\';
}
