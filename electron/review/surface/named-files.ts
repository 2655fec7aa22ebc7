import { isAbsolute, join, relative, resolve } from 'node:path';
import type { SurfaceEntry } from '#contract/surface';
import type { FilePort } from './surface-files.ts';

type NamedFile = SurfaceEntry['runs'][number];

/** Variables that stand for the folder of the plugin (Claude Code: "Plugins reference"; Codex sets both names). */
const rootVariables = /\$\{?(?:CLAUDE_PLUGIN_ROOT|PLUGIN_ROOT)\}?/g;
const scriptEnding = /\.(?:[cm]?[jt]s|sh|bash|zsh|fish|py|rb|pl|php|ps1|bat|cmd|exe|lua|wasm|jar)$/i;
const MAX_NAMED = 12;

export interface Folders {
  /** Of the plugin; undefined for what stands in a config file alone. */
  root: string | undefined;
  /** Where relative names start; undefined where that is the project, which is not known here. */
  from: string | undefined;
}

/**
 * Files that words of a command line name. A file that is not there counts where the line says that the plugin brings it;
 * a relative name may be of the project, or made up for an example.
 */
export function namedFiles(given: readonly string[], folders: Folders, port: FilePort): NamedFile[] {
  const found = new Map<string, NamedFile>();
  for (const word of withRoot(given, folders.root, port)) {
    if (found.size >= MAX_NAMED) break;
    const path = pathOf(word, folders);
    if (path === undefined || found.has(path)) continue;
    const file = fileAt(path, word, folders.root, port);
    if (file !== undefined) found.set(path, file);
  }
  return [...found.values()];
}

/**
 * Command lines copy the folder of the plugin into variables of their own: one that leads to a script the plugin has
 * stands for it, so that the other scripts behind it are looked for there as well.
 */
function withRoot(words: readonly string[], root: string | undefined, port: FilePort): readonly string[] {
  if (root === undefined) return words;
  const behind = (word: string) => /^\$\{(\w+)\}([\\/].+)$/.exec(word);
  const own = new Set(['CLAUDE_PLUGIN_ROOT', 'PLUGIN_ROOT']);
  for (const word of words) {
    const [, name = '', rest = ''] = behind(word) ?? [];
    if (scriptEnding.test(rest) && !own.has(name) && port.stat(join(root, rest)).kind === 'file') own.add(name);
  }
  return words.map((word) => {
    const [, name = '', rest = ''] = behind(word) ?? [];
    return own.has(name) && scriptEnding.test(rest) ? `\${PLUGIN_ROOT}${rest}` : word;
  });
}

function pathOf(word: string, { root, from }: Folders): string | undefined {
  if (word.includes('\0') || word.length > 4_096) return undefined;
  const isRooted = root !== undefined && word.search(rootVariables) === 0;
  const filled = isRooted ? word.replaceAll(rootVariables, () => root) : word;
  if (filled.includes('$')) return undefined;
  if (isAbsolute(filled)) return resolve(filled);
  const isRelative = /^\.{1,2}[\\/]/.test(filled) || (scriptEnding.test(filled) && !/[:*?\s]/.test(filled));
  return isRelative && from !== undefined ? join(from, filled) : undefined;
}

function fileAt(path: string, word: string, root: string | undefined, port: FilePort): NamedFile | undefined {
  const isOwn = root !== undefined && isInside(root, path);
  const { kind, size } = port.stat(path);
  const shown = isOwn ? relative(root, path) : path;
  const isNamedByRoot = word.includes('PLUGIN_ROOT');
  if (kind !== 'file')
    return kind === 'missing' && isOwn && isNamedByRoot ? { path, shown, state: 'missing' } : undefined;
  const real = port.realpath(path);
  const realRoot = root === undefined ? undefined : port.realpath(root);
  const isReallyOwn = real !== undefined && realRoot !== undefined && isInside(realRoot, real);
  return { path, shown, state: isReallyOwn ? 'there' : 'outside', size };
}

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}
