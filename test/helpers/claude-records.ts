import type { CallEnd, CallStart, Observation } from '#agents/transcript';

/** What most records of a session made for a test repeat. */
export const envelope = {
  sessionId: 's1',
  timestamp: '2026-11-20T12:00:00.000Z',
  cwd: '/work/app',
  gitBranch: 'main',
  version: '2.1.330',
};

/** A line with an answer of the model. */
export function answer(blocks: readonly unknown[], more: object = {}, message: object = {}): string {
  return JSON.stringify({
    type: 'assistant',
    ...envelope,
    message: { model: 'opus', content: blocks, ...message },
    ...more,
  });
}

export function use(id: string, name = 'Bash', input: unknown = { command: 'ls' }): object {
  return { type: 'tool_use', id, name, input };
}

/** A line with the result of a call, a second and a half later. */
export function result(id: string, content: unknown = 'done', more: object = {}, block: object = {}): string {
  return JSON.stringify({
    type: 'user',
    ...envelope,
    timestamp: '2026-11-20T12:00:01.500Z',
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, ...block }] },
    ...more,
  });
}

/** A line with what the user said, or what Claude Code said in the user's place. */
export function prompt(text: string, more: object = {}): string {
  return JSON.stringify({ type: 'user', ...envelope, message: { content: [{ type: 'text', text }] }, ...more });
}

export function startsOf(found: readonly Observation[]): CallStart[] {
  return found.filter((each): each is CallStart => each.kind === 'start');
}

export function endsOf(found: readonly Observation[]): CallEnd[] {
  return found.filter((each): each is CallEnd => each.kind === 'end');
}
