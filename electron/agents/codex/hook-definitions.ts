import type { Platform } from '#agents/read-port';
import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { hookHash } from './hook-hash.ts';

/** One handler of a hook, and what Codex keys its state and trust by. */
export interface HookHandler {
  /** `<source>:<event>:<group>:<handler>`, the key of `[hooks.state]`. */
  key: string;
  event: string;
  matcher?: string;
  type: string;
  command?: string;
  /** What Codex compares with the recorded trust; absent when it cannot be worked out here. */
  hash?: string;
  /** Why Codex does not run it, whatever its state. */
  skipped?: string;
}

const events = [
  'PreToolUse',
  'PermissionRequest',
  'PostToolUse',
  'PreCompact',
  'PostCompact',
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'SubagentStart',
  'SubagentStop',
  'Stop',
  'Interrupt',
];

/**
 * Handlers of one table of events (openai/codex: codex-rs/config/src/hook_config.rs). `source` is the first part
 * of every key: an absolute path, or `plugin@marketplace:<file in the plugin>`.
 */
export function hookHandlers(
  table: UnknownRecord,
  source: string,
  file: string,
  platform: Platform,
): { handlers: HookHandler[]; problems: Problem[] } {
  const handlers: HookHandler[] = [];
  const problems: Problem[] = [];
  for (const [event, groups] of Object.entries(table)) {
    if (!events.includes(event)) {
      if (asArray(groups) !== undefined)
        problems.push(problem('hook-unknown-event', `Codex has no event ${JSON.stringify(event)}.`, { file }));
      continue;
    }
    const list = asArray(groups);
    if (list === undefined) {
      problems.push(problem('component-invalid', `The hooks of ${event} are not a list.`, { file }));
      continue;
    }
    for (const [at, group] of list.entries()) {
      const label = snakeCase(event);
      const found = groupHandlers(asRecord(group), { event, label, prefix: `${source}:${label}:${at}`, platform });
      if (found === undefined)
        problems.push(problem('component-invalid', `Hook group ${at} of ${event} has no list of hooks.`, { file }));
      else handlers.push(...found);
    }
  }
  return { handlers, problems };
}

function groupHandlers(
  group: UnknownRecord | undefined,
  context: { event: string; label: string; prefix: string; platform: Platform },
): HookHandler[] | undefined {
  const hooks = asArray(group?.hooks);
  if (group === undefined || hooks === undefined) return undefined;
  const matcher = asString(group.matcher);
  return hooks.map((each, at) => {
    const handler = asRecord(each) ?? {};
    const type = asString(handler.type) ?? 'unknown';
    const command = handlerCommand(handler, type, context.platform);
    const skipped = skipReason(type, command);
    const place = { name: context.event, label: context.label, ...(matcher === undefined ? {} : { matcher }) };
    const hash = hookHash(place, handler, context.platform);
    return {
      key: `${context.prefix}:${at}`,
      event: context.event,
      type,
      ...(matcher === undefined || matcher === '' ? {} : { matcher }),
      ...(command === undefined ? {} : { command }),
      ...(hash === undefined ? {} : { hash }),
      ...(skipped === undefined ? {} : { skipped }),
    };
  });
}

function handlerCommand(handler: UnknownRecord, type: string, platform: Platform): string | undefined {
  if (type === 'mcp_tool') {
    const [server, tool] = [asString(handler.server), asString(handler.tool)];
    return server === undefined || tool === undefined ? undefined : `${server}/${tool}`;
  }
  const windows = asString(handler.commandWindows) ?? asString(handler.command_windows);
  if (platform === 'win32' && windows !== undefined) return windows;
  return asString(handler.command);
}

function skipReason(type: string, command: string | undefined): string | undefined {
  if (type === 'prompt' || type === 'agent') return `Codex skips hooks of the type ${type}.`;
  if (type !== 'command' && type !== 'mcp_tool') return `Codex does not know hooks of the type ${type}.`;
  return command === undefined || command.trim() === '' ? 'It names nothing to run.' : undefined;
}

function snakeCase(event: string): string {
  return event.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

/** The events of a hooks.json; other keys at its root make Codex reject the file. */
export function hookFileEvents(value: unknown, file: string): { events: UnknownRecord; problems: Problem[] } {
  const root = asRecord(value);
  const unknown = Object.keys(root ?? {}).filter((key) => key !== 'hooks' && key !== 'description');
  if (root === undefined || unknown.length > 0) {
    const why = root === undefined ? 'it is not an object' : `it has the unknown key ${unknown.join(', ')}`;
    return { events: {}, problems: [problem('component-invalid', `Codex rejects this hooks file: ${why}.`, { file })] };
  }
  const table = asRecord(root.hooks);
  if (table === undefined && root.hooks !== undefined) {
    return {
      events: {},
      problems: [problem('component-invalid', 'Codex rejects this hooks file: hooks is not an object.', { file })],
    };
  }
  return { events: table ?? {}, problems: [] };
}
