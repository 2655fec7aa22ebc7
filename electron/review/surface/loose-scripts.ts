import { join, relative } from 'node:path';
import type { SurfaceEntry } from '#contract/surface';
import type { SurfaceContext } from './entry.ts';

/** Folders with nothing the plugin itself would be asked to run. */
const skipped = new Set(['node_modules', '.git', '.venv', 'venv', '__pycache__', '.github', '.idea', '.vscode']);
const script = /\.(?:[cm]?js|ts|sh|bash|zsh|fish|py|rb|pl|php|ps1|bat|cmd|exe|lua|wasm|jar|so|dylib|dll|node)$/i;
const MAX_LOOKED = 4_000;
const MAX_DEPTH = 8;
const MAX_FOUND = 300;

/** Scripts and programs in the folder that no entry names: they run only when something else starts them. */
export function looseScripts(
  { root, plugin, files }: SurfaceContext,
  named: ReadonlySet<string>,
): { entries: SurfaceEntry[]; isCut: boolean } {
  if (root === undefined) return { entries: [], isCut: false };
  const found = scriptsBelow(root, files.port);
  const rest = found.paths.filter((path) => !named.has(path));
  return {
    isCut: found.isCut || rest.length > MAX_FOUND,
    entries: rest.slice(0, MAX_FOUND).map((path) => ({
      ...{ when: 'loose', kind: 'script', name: relative(root, path), trigger: 'something else starts it' },
      ...{ text: relative(root, path), file: path, line: 1, urls: [], agents: [plugin.agent] },
      runs: [{ path, shown: relative(root, path), state: 'there', size: files.port.stat(path).size }],
      ...{ runsAs: 'you', isOn: true, note: 'Nothing above names it.' },
    })),
  };
}

function scriptsBelow(root: string, port: SurfaceContext['files']['port']): { paths: string[]; isCut: boolean } {
  const paths: string[] = [];
  let looked = 0;
  const walk = (folder: string, depth: number): void => {
    const listed = port.list(folder);
    if (!listed.ok) return;
    for (const { name, kind } of listed.entries) {
      looked += 1;
      if (looked > MAX_LOOKED) return;
      const path = join(folder, name);
      if (kind === 'directory' && depth < MAX_DEPTH && !skipped.has(name)) walk(path, depth + 1);
      // Links are not followed: what they point to is listed where it lies, or is not of this plugin.
      else if (kind === 'file' && (script.test(name) || (!name.includes('.') && port.stat(path).isExecutable)))
        paths.push(path);
    }
  };
  walk(root, 0);
  return { paths, isCut: looked > MAX_LOOKED };
}
