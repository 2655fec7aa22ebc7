import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claudeTranscripts } from '#agents/claude-code/transcripts';
import type { ServerNote } from '#agents/transcript';
import { observe } from '#test/helpers/claude-transcripts';
import { sharedFolderFor } from '#test/helpers/shared-folder';

const path = '-work/mcp-logs-plugin-demo-probe/1.jsonl';
const at = (second: number) => `2026-11-20T12:00:0${second}.000Z`;
const line = (text: string, second: number, key = 'debug') =>
  JSON.stringify({ [key]: text, timestamp: at(second), sessionId: 's1', cwd: '/work' });

test('the log of a server tells durations, failures and failed starts', () => {
  const found = observe(
    [
      line('Successfully connected (transport: stdio) in 100ms', 0),
      line('Calling MCP tool: echo', 1),
      line("Tool 'echo' completed successfully in 7ms", 1),
      line('Calling MCP tool: slow', 2),
      line("Tool 'slow' completed successfully in 3s", 5),
      line("Tool 'die' failed after 0s: Connection closed: pipe", 6),
      line('Server gone', 6, 'error'),
      line('Starting connection with timeout of 30000ms', 7),
      line('stderr of the stdio server before restarting it: no configuration', 7),
      line('Executable not found in $PATH', 7, 'error'),
    ],
    path,
  );
  const common = { kind: 'server', session: 's1', server: 'plugin-demo-probe' };
  const notes = [
    { at: at(0), what: 'connected' },
    { at: at(1), what: 'called', tool: 'echo' },
    { at: at(1), what: 'finished', tool: 'echo', durationMs: 7 },
    { at: at(2), what: 'called', tool: 'slow' },
    { at: at(5), what: 'finished', tool: 'slow', durationMs: 3_000 },
    { at: at(6), what: 'failed', tool: 'die', message: 'Connection closed: pipe' },
    { at: at(6), what: 'failed', message: 'Server gone' },
    { at: at(7), what: 'stderr', message: 'stderr of the stdio server before restarting it: no configuration' },
    { at: at(7), what: 'not-started', message: 'Executable not found in $PATH' },
  ];
  expect(found).toEqual(notes.map((note) => ({ ...common, ...note, at: Date.parse(note.at) })));
});

test('of calls that ran at a time each gets its own duration', () => {
  const found = observe(
    [
      line('Calling MCP tool: wait', 0),
      line('Calling MCP tool: wait', 3),
      line("Tool 'wait' completed successfully in 2s", 5),
      line("Tool 'wait' completed successfully in 8s", 8),
    ],
    path,
  );
  expect(found.flatMap((each) => (each.kind === 'server' ? (each.durationMs ?? []) : []))).toEqual([2_000, 8_000]);
});

test('a broken line is told, what says nothing is passed over, and no state or value throws', () => {
  const reader = claudeTranscripts.open({ path: `/c/${path}`, relative: path });
  expect(reader.read('{"debug":"Calling', 4)).toMatchObject([{ kind: 'problem', line: 4 }]);
  expect(reader.read('[1]', 5)).toMatchObject([{ kind: 'problem', line: 5 }]);
  expect(reader.read('{"debug":"Calling MCP tool: x"}', 6)).toEqual([]);
  expect(reader.read('', 7)).toEqual([]);
  const odd = fc.jsonValue();
  const said = fc.constantFrom('Calling MCP tool: a', "Tool 'a' completed successfully in 2s", "Tool 'a' failed after");
  const record = fc.record({ debug: fc.oneof(odd, said), error: odd, timestamp: fc.oneof(odd, fc.constant(at(1))) });
  fc.assert(
    fc.property(fc.array(record), fc.oneof(fc.string(), fc.json()), fc.nat(5), (records, state, cut) => {
      const lines = records.map((each) => JSON.stringify({ ...each, sessionId: 's' }));
      const other = claudeTranscripts.open({ path: `/c/${path}`, relative: path }, state);
      for (const each of lines) other.read(each, 1);
      expect(observe(lines, path, cut)).toEqual(observe(lines, path));
    }),
  );
});

const shared = sharedFolderFor("Claude Code's real server logs");
describe.runIf(shared !== undefined)('real server logs', () => {
  const linesOf = (name: string) =>
    readFileSync(join(shared ?? '', 'rig', 'recordings', `claude-faults.mcp-log-${name}.jsonl`), 'utf8').split('\n');
  const notesOf = (name: string, cut?: number) =>
    observe(linesOf(name), `-home-ada/mcp-logs-${name}/1.jsonl`, cut) as ServerNote[];

  test('tell every call, and how long it took', () => {
    const notes = notesOf('probe');
    const called = linesOf('probe').flatMap((each) => /Calling MCP tool: (\w+)/.exec(each)?.[1] ?? []);
    expect(notes.filter((each) => each.what === 'called').map((each) => each.tool)).toEqual(called);
    expect(notes.filter((each) => each.what === 'finished').map((each) => [each.tool, each.durationMs])).toEqual([
      ['noisy', 21],
      ['slow', 3_007],
      ['echo', 1],
    ]);
    expect(notes.filter((each) => each.what === 'failed')).toMatchObject([{ tool: 'die', durationMs: 16 }]);
  });

  test('tell why a server did not start', () => {
    const messages = notesOf('wontstart').map(({ what, message }) => [what, message]);
    expect(messages).toContainEqual(['stderr', expect.stringContaining('configuration missing')]);
    expect(messages).toContainEqual(['not-started', 'Connection failed (CONNECTION_CLOSED): Connection closed']);
  });

  test('read in two halves, cut at any line, tell the same', () => {
    for (let cut = 0; cut <= linesOf('probe').length; cut += 1) expect(notesOf('probe', cut)).toEqual(notesOf('probe'));
  });
});
