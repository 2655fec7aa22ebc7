import { dirname } from 'node:path';
import type { Component } from '#contract/plugin';
import type { SurfaceEntry, SurfaceWhen } from '#contract/surface';
import { entryOf, noteOf, type SurfaceContext } from './entry.ts';
import { at, type LocatedNode, textOf } from './located-tree.ts';
import { markdownParts } from './markdown-parts.ts';
import { hookMoment } from './when-it-runs.ts';

/** What a skill, command or subagent runs: lines run while it loads, hooks in its front matter, blocks the model may follow. */
export function textEntries(context: SurfaceContext, component: Component): SurfaceEntry[] {
  const { file } = component;
  const text = file === undefined ? undefined : context.files.text(file);
  if (file === undefined || text === undefined) return [];
  const parts = markdownParts(text);
  const place = { component, file };
  return [
    ...loadedLines(context, place, parts.front),
    ...(component.kind === 'command' || component.kind === 'skill'
      ? askedBlocks(context, place, parts.shellBlocks)
      : []),
    ...frontHooks(context, place, at(parts.front, 'hooks')),
  ];
}

interface Place {
  component: Component;
  file: string;
}

/** Inline `!` lines and ```! blocks: run before the model reads the text. */
function loadedLines(
  context: SurfaceContext,
  { component, file }: Place,
  front: LocatedNode | undefined,
): SurfaceEntry[] {
  const isCommand = component.kind === 'command';
  const when: SurfaceWhen = isCommand ? 'command' : 'model';
  const trigger = isCommand ? `you type /${component.name}` : `the skill ${component.name} is used`;
  const tools = at(front, 'allowed-tools') ?? at(front, 'tools');
  const allowed = textOf(tools) ?? tools?.items?.map((each) => textOf(each) ?? '').join(', ');
  const note = noteOf(component.reason, allowed !== undefined && allowed !== '' && `allowed-tools: ${allowed}`);
  const isOn = component.enabled !== false;
  return (component.shellCommands ?? []).map(({ command, line }) =>
    entryOf(
      context,
      { when, kind: 'shell', name: component.name, trigger, text: command, file, line, isOn, ...note },
      dirname(file),
    ),
  );
}

function askedBlocks(
  context: SurfaceContext,
  { component, file }: Place,
  blocks: readonly { text: string; line: number }[],
): SurfaceEntry[] {
  const isCommand = component.kind === 'command';
  const trigger = isCommand ? `the model follows /${component.name}` : `the model follows the skill ${component.name}`;
  const note = noteOf(component.reason, 'May be asked for by the model: its text shows these lines.');
  return blocks.map(({ text, line }) =>
    entryOf(
      context,
      {
        ...{ when: 'model', kind: 'shell', name: component.name, trigger, text, file, line },
        ...{ isOn: component.enabled !== false, ...note },
      },
      dirname(file),
    ),
  );
}

/** Hooks that hold while a skill or subagent is at work. Claude Code ignores those of subagents that a plugin ships. */
function frontHooks(
  context: SurfaceContext,
  { component, file }: Place,
  hooks: LocatedNode | undefined,
): SurfaceEntry[] {
  if (context.plugin.agent !== 'claude-code') return [];
  const isIgnored = component.kind === 'agent' && context.plugin.kind === 'plugin';
  const owner = component.kind === 'agent' ? 'subagent' : component.kind;
  return [...(hooks?.entries ?? [])].flatMap(([event, groups]) =>
    (groups.items ?? []).flatMap((group) =>
      (at(group, 'hooks')?.items ?? []).map((handler) => {
        const matcher = textOf(at(group, 'matcher'));
        const type = textOf(at(handler, 'type')) ?? 'command';
        const text =
          textOf(at(handler, 'command')) ?? textOf(at(handler, 'url')) ?? textOf(at(handler, 'prompt')) ?? '';
        const line = at(handler, 'command')?.line ?? handler.line;
        return entryOf(context, {
          ...{ when: 'model', kind: 'hook', name: event, event, text, file, line },
          ...(matcher === undefined || matcher === '' ? {} : { matcher }),
          trigger: `${hookMoment(event, matcher).trigger}, while the ${owner} ${component.name} is at work`,
          runsAs: type === 'http' ? 'elsewhere' : type === 'command' ? 'you' : 'model',
          isOn: !isIgnored && component.enabled !== false,
          ...noteOf(isIgnored && 'Claude Code ignores hooks in subagents that a plugin brings.'),
        });
      }),
    ),
  );
}
