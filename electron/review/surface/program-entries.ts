import { isAbsolute, relative } from 'node:path';
import type { Component } from '#contract/plugin';
import type { SurfaceEntry, SurfaceWhen } from '#contract/surface';
import { commandLine } from './command-words.ts';
import { entryOf, noteOf, type SurfaceContext } from './entry.ts';
import type { ComponentPlace } from './find-lines.ts';
import { at, type LocatedNode, textOf } from './located-tree.ts';
import { isInside } from './named-files.ts';
import { hookMoment } from './when-it-runs.ts';

/** What a hook, server, language server, monitor, module or program of a plugin runs. `found` is where it stands. */
export function programEntries(
  context: SurfaceContext,
  component: Component,
  found: ComponentPlace | undefined,
): SurfaceEntry[] {
  const file = component.file ?? context.root ?? context.plugin.installs[0]?.path;
  if (file === undefined) return [];
  const place = { file, ...(found === undefined ? {} : { line: found.line }) };
  const state = { isOn: component.enabled !== false && isTrusted(component), ...noteOf(component.reason) };
  switch (component.kind) {
    case 'hook':
      return [hookEntry(context, component, place, { ...state, ...noteOf(state.note, ...hookTerms(found?.node)) })];
    case 'mcp-server':
      return serverEntries(context, component, place, state);
    case 'lsp-server': {
      const trigger = `${fileWords(found?.node)} is opened`;
      const text = commandLine(component.command ?? '', component.args);
      return [
        entryOf(context, { when: 'session', kind: 'lsp', name: component.name, trigger, text, ...place, ...state }),
      ];
    }
    case 'monitor':
      return [monitorEntry(context, component, place, state)];
    case 'module': {
      const said = { when: 'session-start', kind: 'module', trigger: 'a session starts' } as const;
      const note = noteOf(component.reason, 'Runs inside the agent itself, with its rights.');
      return [entryOf(context, { ...said, name: component.name, text: file, file, line: 1, ...state, ...note })];
    }
    case 'executable':
      return [executableEntry(context, component, file)];
    default:
      return [];
  }
}

/** On what terms a hook runs, as its definition says it. */
function hookTerms(node: LocatedNode | undefined): (string | false)[] {
  const scalar = (key: string) => at(node, key)?.scalar;
  const condition = textOf(at(node, 'if'));
  const seconds = scalar('timeout');
  const isBeside = scalar('async') === true || scalar('asyncRewake') === true;
  return [
    condition !== undefined && `Only if ${condition}.`,
    isBeside && 'The session does not wait for it.',
    !isBeside && typeof seconds === 'number' && `The session waits up to ${seconds} s for it.`,
    scalar('once') === true && 'Once in a session.',
  ];
}

function fileWords(node: LocatedNode | undefined): string {
  const endings = [...(at(node, 'extensionToLanguage')?.entries?.keys() ?? [])].slice(0, 6);
  return endings.length === 0 ? 'a file of its language' : `a ${endings.join(', ')} file`;
}

interface State {
  isOn: boolean;
  note?: string;
}

interface Place {
  file: string;
  line?: number;
}

function isTrusted({ trust }: Component): boolean {
  return trust !== 'untrusted' && trust !== 'modified';
}

function hookEntry(context: SurfaceContext, hook: Component, place: Place, state: State): SurfaceEntry {
  const event = hook.event ?? hook.name;
  const type = hook.type ?? 'command';
  const asks = type === 'prompt' || type === 'agent';
  const text = hook.url ?? (asks ? hook.description : undefined) ?? commandLine(hook.command ?? '', hook.args);
  const note = noteOf(
    state.note,
    type === 'mcp_tool' && 'Calls a tool of an MCP server.',
    asks && 'Asks the model; starts no program.',
    type === 'http' && 'Sends what happened to this address.',
    type === 'http' && (hook.env?.length ?? 0) > 0 && `Is given ${hook.env?.join(', ')}.`,
  );
  return entryOf(context, {
    ...hookMoment(event, hook.matcher),
    ...{ kind: 'hook', name: event, event, text, ...place, isOn: state.isOn, ...note },
    ...(hook.matcher === undefined ? {} : { matcher: hook.matcher }),
    runsAs: asks || type === 'mcp_tool' ? 'model' : type === 'http' ? 'elsewhere' : 'you',
  });
}

function serverEntries(context: SurfaceContext, server: Component, place: Place, state: State): SurfaceEntry[] {
  const isRemote = server.url !== undefined;
  // Claude Code takes an empty address for a server that is still to be configured.
  const isNowhere = server.url?.trim() === '';
  const given = [...(server.env ?? []), ...(server.headers ?? [])];
  const note = noteOf(
    state.note,
    isNowhere && 'It has no address yet, so it is not connected.',
    given.length > 0 && `Is given ${given.join(', ')}.`,
    server.type === 'bundle' && 'A bundle with a program of its own.',
    server.guarded !== true || isRemote ? undefined : 'Started through Gatehouse, which decides and records each call.',
  );
  const base = { when: 'session-start', name: server.name, ...place, isOn: state.isOn && !isNowhere } as const;
  const from = server.cwd !== undefined && isAbsolute(server.cwd) ? server.cwd : undefined;
  const main = entryOf(
    context,
    {
      ...base,
      kind: 'server',
      trigger: 'a session starts; its tools run when the model calls them',
      text: server.url ?? commandLine(server.command ?? server.name, server.args),
      runsAs: isRemote ? 'elsewhere' : server.guarded === true && server.uncaged !== true ? 'caged' : 'you',
      ...note,
    },
    from,
  );
  const helpers = (server.shellCommands ?? []).map(({ command }) => {
    const trigger = 'the server is connected';
    const said = { note: 'A shell command that makes the headers the server gets.' };
    return entryOf(context, { ...base, kind: 'helper', trigger, text: command, ...said });
  });
  return [main, ...helpers];
}

function monitorEntry(context: SurfaceContext, monitor: Component, place: Place, state: State): SurfaceEntry {
  const skill = /^on-skill-invoke:(.*)$/.exec(monitor.event ?? '')?.[1];
  const when: SurfaceWhen = skill === undefined ? 'session-start' : 'model';
  const trigger = skill === undefined ? 'a session starts, and it goes on until the end' : `the skill ${skill} is used`;
  const said = { when, trigger, kind: 'monitor', name: monitor.name, text: monitor.command ?? '' } as const;
  return entryOf(context, { ...said, ...place, ...state });
}

function executableEntry(context: SurfaceContext, { name, reason }: Component, file: string): SurfaceEntry {
  const head = context.files.port.read(file, 256 * 1024);
  const shebang = head.ok ? /^#!\s*([^\r\n]{1,200})/.exec(head.text)?.[1]?.trim() : undefined;
  const trigger = `the model, or a script, types ${name}`;
  const note = noteOf(reason, 'Found by its name alone while the plugin is on.', shebang && `Run by ${shebang}.`);
  return {
    ...entryOf(context, { when: 'model', kind: 'executable', name, trigger, text: name, file, line: 1, ...note }),
    runs: [ownFile(context, file)],
  };
}

/** A file of the plugin, as what an entry runs. */
export function ownFile(context: SurfaceContext, path: string): SurfaceEntry['runs'][number] {
  const { kind, size } = context.files.port.stat(path);
  const { root } = context;
  const shown = root !== undefined && isInside(root, path) ? relative(root, path) : path;
  return kind === 'file' ? { path, shown, state: 'there', size } : { path, shown, state: 'missing' };
}
