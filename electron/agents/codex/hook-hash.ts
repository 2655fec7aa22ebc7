import type { Platform } from '#agents/read-port';
import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import { sha256 } from './sha256.ts';

/** Codex drops what these events' matchers say. */
const withoutMatcher = ['UserPromptSubmit', 'Stop', 'Interrupt'];

/**
 * What Codex compares with `trusted_hash`: SHA-256 over canonical JSON of event, matcher and the handler with its defaults,
 * before any `${}` is replaced (openai/codex: codex-rs/hooks/src/engine/discovery.rs; reproduced from codex 0.169.0).
 * Undefined for handlers whose normal form is not known here.
 */
export function hookHash(
  event: { name: string; label: string; matcher?: string },
  handler: UnknownRecord,
  platform: Platform,
): string | undefined {
  const hasWindows = handler.commandWindows !== undefined || handler.command_windows !== undefined;
  if (handler.type !== 'command' || (platform === 'win32' && hasWindows)) return undefined;
  const command = asString(handler.command);
  const timeout = timeoutOf(event.name, handler.timeout);
  if (command === undefined || timeout === undefined) return undefined;
  const identity = {
    event_name: event.label,
    ...(event.matcher === undefined || withoutMatcher.includes(event.name) ? {} : { matcher: event.matcher }),
    hooks: [{ async: handler.async === true, command, timeout, type: 'command', ...optionalFields(handler) }],
  };
  return `sha256:${sha256(canonicalJson(identity))}`;
}

/** Seconds. The two last events of a session are cut short. */
function timeoutOf(event: string, value: unknown): number | undefined {
  const isLast = event === 'SessionEnd' || event === 'Interrupt';
  if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value) || value < 0)) return undefined;
  const seconds = Math.max(1, typeof value === 'number' ? value : isLast ? 1 : 600);
  return isLast ? Math.min(3, seconds) : seconds;
}

function optionalFields(handler: UnknownRecord): UnknownRecord {
  const { statusMessage, additionalContextLimit } = handler;
  return {
    ...(typeof statusMessage === 'string' ? { statusMessage } : {}),
    ...(typeof additionalContextLimit === 'number' ? { additionalContextLimit } : {}),
  };
}

/** Keys sorted, no spaces. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = asRecord(value);
  if (record === undefined) return JSON.stringify(value);
  const members = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
  return `{${members.join(',')}}`;
}
