import { pathsFor } from '#agents/paths';
import type { Entry, Platform, ReadPort, Stat } from '#agents/read-port';

export type MemoryNode =
  | string
  | { link: string }
  | { other: true }
  | { unreadable: true }
  | { directory: true }
  | { forbiddenFolder: true }
  | { text: string; executable: true };

const nowhere: Stat = { kind: 'missing', size: 0, modifiedMs: 0, isLink: false, isExecutable: false };

/** A read port over files in memory, so that every system's paths are tested on any system. */
export function memoryPort(files: Record<string, MemoryNode>, platform: Platform = 'linux'): ReadPort {
  const paths = pathsFor(platform);
  const nodes = new Map<string, MemoryNode>();
  const children = new Map<string, Map<string, Entry>>();
  const keyOf = (path: string) => (platform === 'win32' ? paths.normalize(path).toLowerCase() : paths.normalize(path));

  const addParents = (path: string, kind: Entry['kind']) => {
    const parent = paths.dirname(path);
    if (parent === path || parent === '.') return;
    const siblings = children.get(keyOf(parent)) ?? new Map<string, Entry>();
    children.set(keyOf(parent), siblings);
    const name = paths.basename(path);
    if (!siblings.has(name)) siblings.set(name, { name, kind });
    addParents(parent, 'directory');
  };
  for (const [path, node] of Object.entries(files)) {
    nodes.set(keyOf(path), node);
    if (typeof node === 'object' && 'directory' in node && !children.has(keyOf(path)))
      children.set(keyOf(path), new Map());
    addParents(path, entryKind(node));
  }

  const resolve = (path: string, hops = 0): string | undefined => {
    if (hops > 40) return undefined;
    const normal = paths.normalize(path);
    const parent = paths.dirname(normal);
    const base = parent === normal ? normal : resolve(parent, hops + 1);
    if (base === undefined) return undefined;
    const here = parent === normal ? normal : paths.join(base, paths.basename(normal));
    const node = nodes.get(keyOf(here));
    if (typeof node === 'object' && 'link' in node) {
      return resolve(paths.isAbsolute(node.link) ? node.link : paths.join(paths.dirname(here), node.link), hops + 1);
    }
    return node !== undefined || children.has(keyOf(here)) || parent === normal ? here : undefined;
  };

  const isLink = (path: string) => {
    const node = nodes.get(keyOf(path));
    return typeof node === 'object' && 'link' in node;
  };

  const stat = (path: string): Stat => {
    const real = resolve(path);
    if (real === undefined) return { ...nowhere, isLink: isLink(path) };
    const node = nodes.get(keyOf(real));
    if (node === undefined || (typeof node === 'object' && ('directory' in node || 'forbiddenFolder' in node))) {
      return { ...nowhere, kind: 'directory', isLink: isLink(path) };
    }
    if (typeof node === 'string') return { ...nowhere, kind: 'file', size: node.length, isLink: isLink(path) };
    if ('text' in node)
      return { ...nowhere, kind: 'file', size: node.text.length, isLink: isLink(path), isExecutable: true };
    if ('unreadable' in node) return { ...nowhere, kind: 'file', size: 1, isLink: isLink(path) };
    return { ...nowhere, kind: 'other', isLink: isLink(path) };
  };

  return {
    stat,
    realpath: (path) => resolve(path),
    list: (path) => {
      const real = resolve(path);
      const found = real === undefined ? undefined : children.get(keyOf(real));
      if (found !== undefined) {
        const entries = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
        return { ok: true, entries, truncated: false };
      }
      if (real === undefined) return { ok: false, reason: 'missing', detail: 'It is not there.' };
      const node = nodes.get(keyOf(real));
      if (typeof node === 'object' && 'forbiddenFolder' in node)
        return { ok: false, reason: 'unreadable', detail: 'EACCES' };
      return { ok: false, reason: 'not-a-directory', detail: 'It is not a folder.' };
    },
    read: (path, maxBytes = 8 * 1024 * 1024) => {
      const real = resolve(path);
      const node = real === undefined ? undefined : nodes.get(keyOf(real));
      if (real === undefined) return { ok: false, reason: 'missing', detail: 'It is not there.' };
      if (node === undefined) return { ok: false, reason: 'not-a-file', detail: 'It is a folder.' };
      if (typeof node === 'object' && 'unreadable' in node)
        return { ok: false, reason: 'unreadable', detail: 'EACCES' };
      const text = typeof node === 'string' ? node : 'text' in node ? node.text : undefined;
      if (text === undefined) return { ok: false, reason: 'not-a-file', detail: 'It is a FIFO.' };
      if (text.length > maxBytes)
        return { ok: false, reason: 'too-large', detail: `It is ${text.length} bytes large.` };
      return { ok: true, text, size: text.length, hasInvalidUtf8: false };
    },
  };
}

function entryKind(node: MemoryNode): Entry['kind'] {
  if (typeof node === 'string' || 'text' in node || 'unreadable' in node) return 'file';
  if ('link' in node) return 'link';
  return 'directory' in node || 'forbiddenFolder' in node ? 'directory' : 'other';
}
