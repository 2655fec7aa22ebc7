import { asArray, asRecord, asString, asStringList } from '#agents/shapes';
import type { Component, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { optional } from './install-records.ts';

/** Events Claude Code has (documentation "Hooks reference"). */
const events = new Set(
  (
    'SessionStart Setup InstructionsLoaded UserPromptSubmit UserPromptExpansion MessageDisplay PreToolUse ' +
    'PermissionRequest PostToolUse PostToolUseFailure PostToolBatch PermissionDenied Notification SubagentStart ' +
    'SubagentStop TaskCreated TaskCompleted Stop StopFailure TeammateIdle ConfigChange CwdChanged DirectoryAdded ' +
    'FileChanged WorktreeCreate WorktreeRemove PreCompact PostCompact SessionEnd Elicitation ElicitationResult'
  ).split(' '),
);

/**
 * Every handler of an event map (`event -> [{matcher?, hooks: [handler]}]`, without the `hooks` wrapper).
 * What is wrong is told and left out.
 */
export function hookComponents(value: unknown, file: string, problems: Problem[]): Component[] {
  const map = asRecord(value);
  if (map === undefined) {
    problems.push(problem('component-invalid', 'The hooks are no object of events.', { file }));
    return [];
  }
  return Object.entries(map).flatMap(([event, groups]) => {
    const list = asArray(groups);
    if (list === undefined) {
      problems.push(problem('component-invalid', `The hooks of ${event} are no list.`, { file }));
      return [];
    }
    if (!events.has(event)) problems.push(problem('hook-unknown-event', `There is no event "${event}".`, { file }));
    return list.flatMap((group) => handlersOf(event, group, file, problems));
  });
}

function handlersOf(event: string, group: unknown, file: string, problems: Problem[]): Component[] {
  const record = asRecord(group);
  const handlers = asArray(record?.['hooks']);
  if (record === undefined || handlers === undefined) {
    problems.push(problem('component-invalid', `A group of ${event} has no list "hooks".`, { file }));
    return [];
  }
  const matcher = asString(record['matcher']);
  return handlers.flatMap((raw): Component[] => {
    const handler = asRecord(raw);
    const type = asString(handler?.['type']);
    if (handler === undefined || type === undefined) {
      problems.push(problem('component-invalid', `A hook of ${event} has no type.`, { file }));
      return [];
    }
    return [
      {
        kind: 'hook',
        name: matcher === undefined || matcher === '' ? event : `${event} ${matcher}`,
        file,
        event,
        type,
        ...optional('matcher', matcher === '' ? undefined : matcher),
        ...optional('command', asString(handler['command']) ?? toolOf(handler['server'], handler['tool'])),
        ...optional('args', mutable(asStringList(handler['args']))),
        ...optional('url', asString(handler['url'])),
        ...optional('description', asString(handler['prompt']) ?? asString(handler['statusMessage'])),
        ...optional('headers', namesOf(handler['headers'])),
        ...optional('env', mutable(asStringList(handler['allowedEnvVars']))),
      },
    ];
  });
}

function toolOf(server: unknown, tool: unknown): string | undefined {
  return typeof server === 'string' && typeof tool === 'string' ? `${server}: ${tool}` : undefined;
}

export function mutable(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined ? undefined : [...list];
}

/** The keys of a map whose values may be secrets. */
export function namesOf(value: unknown): string[] | undefined {
  const record = asRecord(value);
  const names = record === undefined ? [] : Object.keys(record);
  return names.length === 0 ? undefined : names;
}
