import { isAbsolute, relative, sep } from 'node:path';
import { AppError } from '#contract/errors';
import type { InventorySnapshot } from '#contract/inventory';
import type { MethodName } from '#contract/methods';
import type { Plugin } from '#contract/plugin';
import { loginPath } from '#platform/login-path';
import { openInEditor } from '#platform/open-in-editor';
import { realPath } from '#platform/programs';
import type { Handlers } from '#rpc/server';
import { readFilePage } from './file-page.ts';
import { pluginTrees, rootsOf } from './plugin-trees.ts';

type FileHandlers = Pick<Handlers, Extract<MethodName, `files.${string}`>>;

interface Parts {
  data: string;
  home: string;
  snapshot(project: string | null): Promise<InventorySnapshot>;
  resolve(id: string, project: string | null): Promise<Plugin | undefined>;
}

/** Files the window names, opened where they lie. */
export function fileHandlers(parts: () => Parts): FileHandlers {
  return {
    'files.open': async ({ file, line, project }) => {
      const { data, home, snapshot } = parts();
      const named = await snapshot(project);
      if (!isAbsolute(file) || !isNamed(file, named, { data, home, project })) {
        throw new AppError(
          'forbidden',
          `${file} is none of the files of a plugin, an agent or Gatehouse. Nothing was opened.`,
        );
      }
      return openInEditor(file, line ?? 1, await loginPath());
    },
    'files.tree': async ({ id, project }) => ({ trees: await pluginTrees(parts().resolve, id, project) }),
    'files.read': async ({ id, project, root, path, offset }) => {
      const plugin = await parts().resolve(id, project);
      if (plugin === undefined) throw new AppError('not_found', `Nothing is known by the id ${id}.`);
      if (!rootsOf(plugin).includes(root)) throw new AppError('forbidden', `${root} is no folder of ${id}.`);
      return readFilePage(root, path, offset);
    },
  };
}

/** Where the agents and we keep things, in a home or a project. */
const ownNames = ['.claude', '.claude.json', '.codex', '.agents', '.mcp.json', 'CLAUDE.md', 'AGENTS.md'];

/** Whether it is, itself and where its links lead, one of those that can stand on a page. */
function isNamed(
  file: string,
  { plugins, agents }: InventorySnapshot,
  { data, home, project }: { data: string; home: string; project: string | null },
): boolean {
  const exact = new Set(
    plugins.flatMap(({ effective, problems }) => [...effective.layers, ...problems].map((each) => each.file)),
  );
  for (const { problems } of agents) for (const problem of problems) exact.add(problem.file);
  const folders = [
    ...[
      data,
      ...agents.map(({ root }) => root),
      ...plugins.flatMap(({ installs }) => installs.map(({ path }) => path)),
    ],
    ...[home, ...(project === null ? [] : [project])].flatMap((at) => ownNames.map((name) => `${at}${sep}${name}`)),
  ];
  const fits = (path: string) => exact.has(path) || folders.some((folder) => isInside(path, folder));
  const isLed = (path: string) => exact.has(path) || folders.some((folder) => isInside(path, realPath(folder)));
  // A settings file may be a link into the user's own dotfiles; one inside a plugin may not lead out.
  return fits(file) && (exact.has(file) || isLed(realPath(file)) || fits(realPath(file)));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
