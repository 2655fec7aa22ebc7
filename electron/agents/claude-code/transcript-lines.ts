/** Kinds of records that tell nothing about calls and are passed over without a word; others of no use are counted. */
const known = new Set([
  ...['user', 'assistant', 'system', 'progress', 'attachment', 'summary', 'file-history-snapshot', 'last-prompt'],
  ...['file-history-delta', 'queue-operation', 'ai-title', 'custom-title', 'agent-name', 'agent-color', 'mode', 'tag'],
  ...['agent-setting', 'permission-mode', 'pr-link', 'worktree-state', 'content-replacement', 'attribution-snapshot'],
  ...['task-summary', 'cost-state', 'bridge-session', 'fork-context-ref', 'frame-link', 'atis-latch', 'tools-used'],
  ...['api-request', 'api-request-shape', 'api-request-blob'],
]);

/** What a line holds that has anything to do with calls. */
const telling =
  /"tool_use"|"tool_result"|hook_progress|stop_hook_summary|<command-name>|"forkedFrom"|"attribution[MP]|"permissionMode"|Base directory for this skill|\[Request interrupted/;

/** Kinds of records that can tell of calls. */
const holding = new Set(['user', 'assistant', 'system', 'progress', 'permission-mode']);

/**
 * What to do with a line: `read` it, or nothing because it tells nothing of calls, and then its kind where that is one
 * nobody knows. Most of a transcript is text, snapshots and prompts, so only lines with a telling word are parsed;
 * one that does not look like an object is parsed to say what is wrong with it. Keys may stand in any order: only a
 * kind at the very beginning is believed unparsed.
 */
export function judgeLine(line: string): { read: true } | { read: false; unknown?: string } {
  const isWhole = line.startsWith('{') && line.endsWith('}');
  if (!isWhole) return { read: true };
  const first = /^\{"type":\s?"([^"\\]{1,60})"/.exec(line)?.[1];
  if (first !== undefined && !known.has(first)) return { read: false, unknown: first };
  if (first !== undefined && !holding.has(first)) return { read: false };
  if (telling.test(line)) return { read: true };
  return first === undefined && !line.includes('"type"') ? { read: true } : { read: false };
}

export function isKnownKind(kind: string): boolean {
  return known.has(kind);
}
