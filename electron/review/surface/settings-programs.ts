import { join } from 'node:path';
import type { SurfaceEntry, SurfaceKind } from '#contract/surface';
import { commandLine } from './command-words.ts';
import { entryOf, noteOf, type SurfaceContext } from './entry.ts';
import { at, type LocatedNode, locatedTree, textOf } from './located-tree.ts';
import type { Moment } from './when-it-runs.ts';

interface SettingsProgram extends Moment {
  keys: readonly string[];
  kind: SurfaceKind;
}

/** Keys of settings that hold a command line and are no hook (Claude Code: "Settings"). */
const claudePrograms: readonly SettingsProgram[] = [
  { keys: ['statusLine', 'command'], kind: 'status-line', when: 'session-start', trigger: 'the status line is drawn' },
  { keys: ['subagentStatusLine', 'command'], kind: 'status-line', when: 'session', trigger: 'a subagent is at work' },
  { keys: ['fileSuggestion', 'command'], kind: 'helper', when: 'session', trigger: 'you type @ for a file' },
  { keys: ['apiKeyHelper'], kind: 'helper', when: 'session-start', trigger: 'a key for the model is needed' },
  { keys: ['awsAuthRefresh'], kind: 'helper', when: 'session-start', trigger: 'AWS credentials are needed' },
  { keys: ['awsCredentialExport'], kind: 'helper', when: 'session-start', trigger: 'AWS credentials are needed' },
  { keys: ['gcpAuthRefresh'], kind: 'helper', when: 'session-start', trigger: 'Google credentials are needed' },
  { keys: ['otelHeadersHelper'], kind: 'helper', when: 'session-start', trigger: 'headers for telemetry are needed' },
];

const codexPrograms: readonly SettingsProgram[] = [
  { keys: ['notify'], kind: 'notify', when: 'session', trigger: 'the model has answered' },
];

/** Programs that a settings or config file starts beside its hooks; of a plugin, what its settings.json may set. */
export function settingsPrograms(context: SurfaceContext): SurfaceEntry[] {
  const { plugin, root } = context;
  const isClaude = plugin.agent === 'claude-code';
  if (plugin.kind === 'hooks') {
    const file = plugin.installs[0]?.path;
    return file === undefined ? [] : programsIn(context, file, isClaude ? claudePrograms : codexPrograms);
  }
  if (plugin.kind !== 'plugin' || root === undefined || !isClaude) return [];
  // All a plugin may set but its agent (documentation "Plugins reference").
  const allowed = claudePrograms.filter((each) => each.keys[0] === 'subagentStatusLine');
  return programsIn(context, join(root, 'settings.json'), allowed);
}

function programsIn(context: SurfaceContext, file: string, programs: readonly SettingsProgram[]): SurfaceEntry[] {
  const text = context.files.text(file);
  const tree = text === undefined ? undefined : locatedTree(text, file);
  return programs.flatMap(({ keys, kind, when, trigger }) => {
    const node = at(tree, ...keys);
    const line = node === undefined ? undefined : lineText(node);
    if (node === undefined || line === undefined) return [];
    const name = keys[0] ?? kind;
    const note = noteOf(kind === 'notify' && 'Gets what the model answered as its last argument.');
    return [entryOf(context, { when, trigger, kind, name, text: line, file, line: node.line, ...note })];
  });
}

function lineText(node: LocatedNode): string | undefined {
  const words = node.items?.map((each) => textOf(each) ?? '');
  return words === undefined ? textOf(node) : commandLine(words[0] ?? '', words.slice(1));
}
