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
  /"tool_use"|"tool_result"|hook_progress|stop_hook_summary|<command-name>|"forkedFrom"|"attributionMcp|\[Request interrupted/;

/**
 * What to do with a line: `read` it, or nothing because it tells nothing of calls, and then its kind where that is one
 * nobody knows. Most of a transcript is text, snapshots and prompts, so only lines with a telling word are parsed;
 * one that does not look like an object is parsed to say what is wrong with it.
 */
export function judgeLine(line: string): { read: true } | { read: false; unknown?: string } {
  const isWhole = line.startsWith('{') && line.endsWith('}');
  if (!isWhole || telling.test(line)) return { read: true };
  const kind = /"type":\s?"([^"\\]{1,60})"/.exec(line.slice(0, 4_096))?.[1];
  if (line.startsWith('{"type":') && kind !== undefined && !known.has(kind)) return { read: false, unknown: kind };
  return kind === undefined ? { read: true } : { read: false };
}

export function isKnownKind(kind: string): boolean {
  return known.has(kind);
}
