import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallDetail } from '#contract/history';
import { exportHead, exportLine } from '#history/export-calls';

const call: CallDetail = {
  id: 1,
  type: 'tool',
  at: Date.UTC(2026, 10, 23),
  agent: 'codex',
  session: 's',
  tool: 'run',
  name: 'run',
  callId: 'c1',
  outcome: 'ok',
  source: 'transcript',
  preview: '',
  redactions: [],
  attribution: 'builtin',
  candidates: [],
  children: [],
};
const withArgs = (text: string): CallDetail => ({
  ...call,
  args: { format: 'text', text, size: text.length, isCut: false },
});

/** RFC 4180, read back by another hand. */
function cells(csv: string): string[] {
  const found: string[] = [];
  const rest = csv.replace(/\r\n$/, '');
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gy;
  for (const match of rest.matchAll(pattern)) found.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return found;
}

test('a line of JSON holds the whole call with its time in words', () => {
  expect(JSON.parse(exportLine(withArgs('x'), 'jsonl'))).toMatchObject({
    at: '2026-11-23T00:00:00.000Z',
    callId: 'c1',
    args: { text: 'x' },
  });
});

test('any text comes back from a table cell, and none is a formula', () => {
  const at = exportHead('csv').trim().split(',').indexOf('args');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '=', '+', '-', '@', '\t=', ' ='), (text, lead) => {
      const row = cells(exportLine(withArgs(lead + text), 'csv'));
      const cell = row[at] ?? expect.fail('The cell is missing.');
      expect(row).toHaveLength(exportHead('csv').split(',').length);
      expect(cell.replace(/^'/, '')).toBe((lead + text).replace(/^'/, ''));
      expect(cell).not.toMatch(/^[\s]*[=+\-@]/);
    }),
  );
});
