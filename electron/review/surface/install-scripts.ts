import { join } from 'node:path';
import type { SurfaceEntry } from '#contract/surface';
import { entryOf, noteOf, type SurfaceContext } from './entry.ts';
import { at, locatedTree, textOf } from './located-tree.ts';

/** Scripts npm runs by itself when the packages of a folder are installed (npm documentation "scripts"). */
const lifecycle = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];
const MAX_DEPENDENCIES = 50;

const claudeNote = 'Claude Code installs these packages with scripts turned off; npm by hand runs them.';

/** Install scripts of the plugin itself, and of the dependencies its lockfile marks as having some. */
export function installScripts(context: SurfaceContext): SurfaceEntry[] {
  const { root, plugin } = context;
  if (root === undefined || plugin.kind !== 'plugin') return [];
  const note = noteOf(
    plugin.agent === 'claude-code' ? claudeNote : 'Codex installs no packages; npm by hand runs them.',
  );
  const said = { when: 'install', kind: 'install-script', isOn: false, ...note } as const;
  const file = join(root, 'package.json');
  const scripts = at(treeOf(context, file), 'scripts');
  const own = lifecycle.flatMap((name) => {
    const node = at(scripts, name);
    const text = textOf(node);
    if (node === undefined || text === undefined) return [];
    const trigger = 'npm installs the packages of the plugin';
    return [entryOf(context, { ...said, name, trigger, text, file, line: node.line }, root)];
  });
  return [...own, ...dependencyScripts(context, join(root, 'package-lock.json'), said)];
}

function dependencyScripts(
  context: SurfaceContext,
  file: string,
  said: Pick<SurfaceEntry, 'when' | 'kind' | 'isOn' | 'note'>,
): SurfaceEntry[] {
  const packages = at(treeOf(context, file), 'packages')?.entries ?? new Map<string, never>();
  return [...packages]
    .filter(([, node]) => at(node, 'hasInstallScript')?.scalar === true)
    .slice(0, MAX_DEPENDENCIES)
    .map(([place, node]) => {
      const name = place.split('node_modules/').at(-1) ?? place;
      const version = textOf(at(node, 'version'));
      const text = version === undefined ? name : `${name}@${version}`;
      const trigger = 'npm installs this dependency, which has install scripts';
      return entryOf(context, { ...said, name, trigger, text, file, line: node.line });
    });
}

function treeOf({ files }: SurfaceContext, file: string) {
  const text = files.text(file);
  return text === undefined ? undefined : locatedTree(text, file);
}
