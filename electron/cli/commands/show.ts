import type { FileEntry, FileTree } from '#contract/files';
import type { Plugin } from '#contract/plugin';
import { type NextStart, type Surface, type SurfaceEntry, surfaceWhenNames, surfaceWhens } from '#contract/surface';
import { exit, type Flags, type Invocation, theOnly, UsageError } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns, visible } from '../text.ts';
import { place } from './list.ts';

export async function show({ flags, operands }: Invocation, output: Output): Promise<number> {
  if (flags['at-start'] === true) {
    if (operands.length > 0) throw new UsageError('"show --at-start" is about all plugins and takes no id.');
    return showNextStart(flags, output);
  }
  const id = theOnly(operands, 'plugin id');
  const core = await openCore(flags, output);
  try {
    const project = flags.project ?? null;
    if (flags.files === true) {
      const { pluginTrees } = await import('#app/plugin-trees');
      const document = { plugin: id, trees: await pluginTrees(core.inventory.resolve, id, project) };
      if (output.json) output.document(document);
      else output.print(treesText(document.trees));
      return exit.done;
    }
    const plugin = await core.describe(id, project);
    const canRun = await core.surface(id, project);
    if (output.json) output.document({ ...plugin, canRun });
    else output.print(pluginText(plugin, canRun));
    return exit.done;
  } finally {
    await core.close();
  }
}

function treesText(trees: readonly FileTree[]): string {
  if (trees.length === 0)
    return 'It has no files of its own: it is an entry of a settings file, or nothing is installed.';
  return trees.map(treeText).join('\n\n');
}

function treeText({ root, size, files, entries, leftOut, problems }: FileTree): string {
  const rows = entries.map((entry) => [
    `${'  '.repeat(entry.path.split('/').length)}${cell(entry.path.split('/').at(-1) ?? '')}${entry.kind === 'folder' ? '/' : ''}`,
    entry.size === undefined ? '' : entry.size.toLocaleString('en'),
    entryNote(entry),
  ]);
  return [
    `${cell(root)}  ${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}, ${size.toLocaleString('en')} bytes`,
    ...(rows.length === 0 ? [] : [columns(rows)]),
    ...(leftOut === 0 ? [] : [`${leftOut.toLocaleString('en')} more are left out.`]),
    ...problems.map((each) => `${each.code}: ${cell(each.message)} ${place(each)}`.trimEnd()),
  ].join('\n');
}

function entryNote({ kind, target, leadsOut, isExecutable, note }: FileEntry): string {
  if (kind === 'link') return `-> ${cell(target ?? '')}${leadsOut === true ? '  (leads out of the plugin)' : ''}`;
  if (kind === 'other') return cell(note ?? 'a FIFO, a socket or a device');
  return cell(note ?? (isExecutable === true ? 'may be executed' : ''));
}

/** What happens when the next session starts, over all plugins that are on. */
async function showNextStart(flags: Flags, output: Output): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const next = await core.nextStart(flags.project ?? null);
    if (output.json) output.document(next);
    else output.print(nextStartText(next));
    return exit.done;
  } finally {
    await core.close();
  }
}

function nextStartText({ agents }: NextStart): string {
  if (agents.length === 0) return 'No agent was found, so no session starts.';
  const texts = agents.map(({ agent, summary, entries }) =>
    [
      `When the next session of ${agent} starts: ${summary}.`,
      ...entries.flatMap(({ plugin, owner, entry }) => [
        '',
        `  ${cell(plugin ?? owner)}`,
        ...entryText(shortened(entry)).map((line) => `    ${line}`),
      ]),
    ].join('\n'),
  );
  return texts.join('\n\n');
}

/** Characters of a command line in a list of all plugins; `show ID` has the rest. */
const SHORT_TEXT = 240;

function shortened(entry: SurfaceEntry): SurfaceEntry {
  const rest = entry.text.length - SHORT_TEXT;
  return rest <= 0 ? entry : { ...entry, text: `${entry.text.slice(0, SHORT_TEXT)} … (${rest} characters more)` };
}

function pluginText(plugin: Plugin, canRun: Surface): string {
  const { effective } = plugin;
  const layers = effective.layers.map((layer) => [
    layer.wins ? '>' : ' ',
    layer.scope,
    cell(layer.value === '' ? '(silent)' : layer.value),
    place(layer),
  ]);
  return [
    `${cell(plugin.displayName ?? plugin.name)}  ${plugin.version ?? ''}`.trimEnd(),
    cell(plugin.id),
    ...(plugin.description === undefined ? [] : ['', visible(plugin.description)]),
    '',
    `${effective.state}: ${cell(effective.decidedBy.reason)}`,
    ...(layers.length === 0 ? [] : ['', 'Who decides, highest first', columns(layers)]),
    ...section(
      'Installed',
      plugin.installs.map(
        (each) => `${each.scope}  ${each.version ?? ''}  ${cell(each.path)}${each.exists ? '' : '  (not there)'}`,
      ),
    ),
    ...canRunText(canRun),
    ...section('Brings', broughtText(plugin)),
    ...section(
      'Problems',
      plugin.problems.map((each) => `${each.code}: ${cell(each.message)} ${place(each)}`.trimEnd()),
    ),
    ...section(
      'Also in',
      (plugin.alsoIn ?? []).map((each) => `${cell(each.id)}  (${each.why})`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** What runs by itself is told line by line; of what the model may ask for only how much there is. */
function canRunText({ summary, entries, leftOut, problems }: Surface): string[] {
  const groups = surfaceWhens.flatMap((when) => {
    const these = entries.filter((each) => each.when === when);
    return section(surfaceWhenNames[when], these.flatMap(entryText));
  });
  const left = leftOut === 0 ? [] : [`${leftOut} more are left out.`];
  const told = problems.map((each) => `${each.code}: ${cell(each.message)} ${place(each)}`.trimEnd());
  return ['', cell(summary), ...groups, ...left, ...section('Not looked at', told)];
}

function entryText(entry: SurfaceEntry): string[] {
  const off = entry.isOn ? '' : '  (off now)';
  const matcher = entry.matcher === undefined ? '' : ` ${cell(entry.matcher)}`;
  const missing = entry.runs.flatMap((run) => (run.state === 'there' ? [] : [`${cell(run.shown)} is ${run.state}`]));
  return [
    `${entry.kind} ${cell(entry.name)}${matcher}  ${runsAsWords[entry.runsAs]}${off}`,
    ...visible(entry.text)
      .split('\n')
      .map((line) => `    ${line}`),
    `    ${place(entry)}${missing.length === 0 ? '' : `  ${missing.join(', ')}`}`,
  ];
}

const runsAsWords: Record<SurfaceEntry['runsAs'], string> = {
  you: 'runs as you',
  caged: 'runs caged',
  elsewhere: 'runs elsewhere',
  model: 'asks the model',
};

/** Parts that run nothing by themselves. */
function broughtText({ components = [] }: Plugin): string[] {
  const texts = components.filter(({ kind }) => ['skill', 'command', 'agent', 'app'].includes(kind));
  return texts.map((each) => cell(`${each.kind}  ${each.name}`) + (each.enabled === false ? '  (off)' : ''));
}
