import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { CallDetail } from '#contract/history';
import { callAsCurl, callAsJson } from '#renderer/lib/call-copy.ts';

const body = (text: string, isCut = false) => ({ format: 'json' as const, text, size: text.length, isCut });
const call: CallDetail = {
  ...{ id: 7, type: 'tool', at: 0, agent: 'codex', session: 's', tool: 'query', outcome: 'ok', source: 'transcript' },
  ...{ preview: '', name: 'mcp__db__query', callId: 'c', redactions: [], attribution: 'explicit', candidates: [] },
  ...{ children: [], server: 'db' },
};

it('copies whole values as values and cut ones as text', () => {
  const copied: unknown = JSON.parse(callAsJson({ ...call, args: body('{"a":1}'), result: body('{"b":', true) }));
  expect(copied).toMatchObject({ args: { a: 1 }, result: '{"b":', at: '1970-01-01T00:00:00.000Z' });
});

it.skipIf(process.platform === 'win32')('makes a command whose body a shell hands over unchanged', () => {
  const args = `{"sql":"select 'it''s' $HOME \`id\` \\"x\\""}`;
  const script = callAsCurl({ ...call, args: body(args) }).replace('curl -sS', 'printf "%s\\n"');
  const lines = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    method: 'tools/call',
    params: { name: 'query', arguments: JSON.parse(args) },
  });
});
