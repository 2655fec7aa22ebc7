import type { Paths } from './paths.ts';
import type { ReadPort } from './read-port.ts';

export type InsideOutcome =
  | { ok: true; path: string; real: string }
  | { ok: false; why: 'escapes' | 'missing' | 'invalid' };

/**
 * A path a package names, resolved inside its root: first by text, then with every link resolved, so that
 * neither `..` nor a link leads out. `real` has all links resolved.
 */
export function resolveInside(
  context: { port: ReadPort; paths: Paths },
  root: string,
  relative: string,
): InsideOutcome {
  const { paths, port } = context;
  if (relative === '' || relative.includes('\0')) return { ok: false, why: 'invalid' };
  const path = paths.isAbsolute(relative) ? paths.normalize(relative) : paths.join(root, relative);
  if (!paths.isInside(root, path)) return { ok: false, why: 'escapes' };
  const real = port.realpath(path);
  if (real === undefined) return { ok: false, why: 'missing' };
  const realRoot = port.realpath(root) ?? root;
  return paths.isInside(realRoot, real) ? { ok: true, path, real } : { ok: false, why: 'escapes' };
}
