import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { CallStart, ExplicitSource, Observation } from '#agents/transcript';
import { optional } from './install-records.ts';
import { jsonBody } from './transcript-bodies.ts';
import { common, type Envelope } from './transcript-envelope.ts';

/**
 * A slash command the user typed stands as tags in the text of the prompt, or of a `local_command` record; it has no
 * id of its own. Tags that a `Skill` call wrote are that call's.
 */
export function typedCommand(envelope: Envelope): Observation[] {
  const { record } = envelope;
  if (record['sourceToolUseID'] !== undefined) return [];
  const content = record['type'] === 'system' ? record['content'] : asRecord(record['message'])?.['content'];
  const text = asString(content) ?? asString(asRecord((asArray(content) ?? [])[0])?.['text']) ?? '';
  const name =
    /^\s*(?:<command-message>[\s\S]{0,500}<\/command-message>\s*)?<command-name>([^<]{1,200})<\/command-name>/.exec(
      text,
    )?.[1];
  if (name === undefined) return [];
  const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(text)?.[1] ?? '';
  const start: CallStart = {
    ...common(envelope),
    callId: madeId(envelope, 'command'),
    type: 'command',
    name: name.trim(),
    ...(args.trim() === '' ? {} : { args: { format: 'text', text: args } }),
  };
  return [start, { ...endOf(envelope, start), outcome: 'ok' }];
}

/** A hook that began to run. How it ended is not told. */
export function hookProgress(envelope: Envelope, data: UnknownRecord): Observation[] {
  const event = asString(data['hookEvent']);
  if (event === undefined) return [];
  const command = asString(data['command']);
  const parent = asString(envelope.record['parentToolUseID']);
  return [
    {
      ...common(envelope),
      callId: madeId(envelope, 'hook'),
      type: 'hook',
      name: event,
      ...(command === undefined ? {} : { args: { format: 'text', text: command } }),
      explicit: { tool: asString(data['hookName']) ?? event, ...ownerOf(command ?? '') },
      // Hooks around a call name it; those of a session name something else.
      ...optional('parent', parent?.startsWith('toolu_') === true ? parent : undefined),
    },
  ];
}

/** What ran when a turn stopped: the only hooks of 2.1.330 that leave a trace, with their durations. */
export function stopHooks(envelope: Envelope): Observation[] {
  const { record } = envelope;
  if (record['subtype'] !== 'stop_hook_summary') return [];
  const hooks = asArray(record['hookInfos']) ?? [];
  const errors = asArray(record['hookErrors']) ?? [];
  return hooks.flatMap((each, at): Observation[] => {
    const hook = asRecord(each);
    const command = asString(hook?.['command']);
    if (hook === undefined || command === undefined) return [];
    const start: CallStart = {
      ...common(envelope),
      callId: madeId(envelope, `hook:${at}`),
      type: 'hook',
      name: 'Stop',
      args: { format: 'text', text: command },
      explicit: ownerOf(command),
    };
    const ms = hook['durationMs'];
    // With several hooks it is not told which of them failed.
    const failed = hooks.length === 1 ? 'error' : 'unknown';
    return [
      start,
      {
        ...endOf(envelope, start),
        outcome: errors.length === 0 ? 'ok' : failed,
        ...(errors.length === 0 ? {} : { result: jsonBody(errors) }),
        ...optional('durationMs', typeof ms === 'number' ? ms : undefined),
      },
    ];
  });
}

function endOf({ at }: Envelope, { session, callId }: CallStart) {
  return { kind: 'end', session, callId, rank: 1, ...optional('at', at) } as const;
}

/** Records have ids of their own; of one that has none its line serves. */
function madeId({ record, line, session }: Envelope, what: string): string {
  return `gatehouse:${what}:${asString(record['uuid']) ?? `${session}:${line}`}`;
}

/** The folder a skill was loaded from, told after the call: below the plugin cache it names plugin and version. */
export function skillFolder({ session, record }: Envelope): Observation[] {
  const callId = asString(record['sourceToolUseID']);
  const content = asRecord(record['message'])?.['content'];
  const text = asString(content) ?? asString(asRecord((asArray(content) ?? [])[0])?.['text']) ?? '';
  const folder = /^Base directory for this skill: ([^\r\n]{1,2000})/.exec(text)?.[1];
  const explicit = ownerOf(folder ?? '');
  if (callId === undefined || explicit.pluginId === undefined) return [];
  return [{ kind: 'end', session, callId, rank: 0, outcome: 'unknown', explicit }];
}

/** A path below the plugin cache names its plugin and version (`plugins/cache/<marketplace>/<plugin>/<version>/`). */
function ownerOf(command: string): ExplicitSource {
  const [, marketplace, name, version] =
    /[\\/]plugins[\\/]cache[\\/]([^\\/\s"']+)[\\/]([^\\/\s"']+)[\\/]([^\\/\s"']+)/.exec(command) ?? [];
  if (marketplace === undefined || name === undefined) return {};
  return { pluginId: `${name}@${marketplace}`, ...optional('version', version) };
}
