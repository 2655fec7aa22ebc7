import type { CallDetail, ExportFormat } from '#contract/history';

const columns = [
  'at',
  'agent',
  'type',
  'plugin',
  'server',
  'tool',
  'outcome',
  'durationMs',
  'decision',
  'project',
  'session',
  'callId',
  'args',
  'result',
] as const;

/** The first line of a table; a list of JSON documents has none. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${columns.join(',')}\r\n` : '';
}

/** One call as one line, its end included. Bodies are exported as they are kept: redacted, and cut where they were. */
export function exportLine(call: CallDetail, format: ExportFormat): string {
  if (format === 'jsonl') return `${JSON.stringify({ ...call, at: new Date(call.at).toISOString() })}\n`;
  const values: Record<(typeof columns)[number], string> = {
    at: new Date(call.at).toISOString(),
    agent: call.agent,
    type: call.type,
    plugin: call.plugin ?? '',
    server: call.server ?? '',
    tool: call.tool,
    outcome: call.outcome,
    durationMs: call.durationMs === undefined ? '' : String(call.durationMs),
    decision: call.decision ?? '',
    project: call.project ?? '',
    session: call.session,
    callId: call.callId,
    args: call.args?.text ?? '',
    result: call.result?.text ?? '',
  };
  return `${columns.map((column) => csvCell(values[column])).join(',')}\r\n`;
}

/**
 * RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe in front, because its text may come
 * from anyone (OWASP "CSV Injection").
 */
function csvCell(text: string): string {
  const safe = /^[\s\u0000]*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
