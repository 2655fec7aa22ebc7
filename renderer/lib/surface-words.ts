import {
  type Surface,
  type SurfaceEntry,
  type SurfaceKind,
  type SurfaceWhen,
  surfaceWhenNames,
  surfaceWhens,
} from '#contract/surface';

export const surfaceKindWords: Record<SurfaceKind, string> = {
  hook: 'hook',
  server: 'MCP server',
  helper: 'helper',
  lsp: 'language server',
  monitor: 'monitor',
  module: 'module',
  'status-line': 'status line',
  notify: 'notify',
  shell: 'shell',
  executable: 'program',
  'install-script': 'install script',
  script: 'script',
};

export const runsAsWords: Record<SurfaceEntry['runsAs'], string> = {
  you: 'runs as you',
  caged: 'caged',
  elsewhere: 'runs elsewhere',
  model: 'asks the model',
};

/** Of what is off, or waits for something. */
export const wouldRunAsWords: Record<SurfaceEntry['runsAs'], string> = {
  you: 'off, would run as you',
  caged: 'off, would run caged',
  elsewhere: 'off, would run elsewhere',
  model: 'off, would ask the model',
};

export const runsAsHints: Record<SurfaceEntry['runsAs'], string> = {
  you: 'With all your rights: it can read what you can read. Nothing cages it.',
  caged: 'Started by Gatehouse in a cage, with what its rules grant.',
  elsewhere: 'On another machine. What is sent there is what counts.',
  model: 'Starts no program.',
};

export interface SurfaceGroup {
  when: SurfaceWhen;
  title: string;
  entries: readonly SurfaceEntry[];
}

/** Groups with an entry, in order; every word of the query has to stand in what an entry says. */
export function surfaceGroups(surface: Surface, query: string): SurfaceGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = surface.entries.filter((entry) => {
    const text = words.length === 0 ? '' : sought(entry);
    return words.every((word) => text.includes(word));
  });
  return surfaceWhens
    .map((when) => ({ when, title: surfaceWhenNames[when], entries: shown.filter((each) => each.when === when) }))
    .filter((group) => group.entries.length > 0);
}

function sought({ name, kind, trigger, matcher, text, file, runsAs, runs, urls, note }: SurfaceEntry): string {
  const files = runs.map((run) => run.shown);
  const said = [
    name,
    surfaceKindWords[kind],
    trigger,
    matcher,
    text,
    file,
    runsAsWords[runsAs],
    note,
    ...files,
    ...urls,
  ];
  return said.join('\n').toLowerCase();
}

/** Files that entries in force start and that the plugin should bring, each once. */
export function missingFiles(surface: Surface): string[] {
  const missing = surface.entries.flatMap((entry) => entry.runs.filter((run) => run.state === 'missing'));
  return [...new Set(missing.map((run) => run.shown))];
}

/** Shared starts shorter than this are read faster than the word that stands for them. */
const MIN_SHARED = 80;

/** How many characters of a text are the same as at the start of the one before, cut back to a whole word. */
export function sharedStart(before: string | undefined, text: string): number {
  if (before === undefined) return 0;
  const limit = Math.min(before.length, text.length);
  let same = 0;
  while (same < limit && before[same] === text[same]) same += 1;
  if (same === text.length && same === before.length) return 0;
  const cut = Math.max(text.lastIndexOf(' ', same - 1), text.lastIndexOf('/', same - 1)) + 1;
  return cut < MIN_SHARED ? 0 : cut;
}
