import { describe, expect, test } from 'vitest';
import { codexTranscripts } from '#agents/codex/rollouts';
import type { Machine } from '#agents/read-port';

const machine = (over: Partial<Machine>): Machine => ({
  platform: 'linux',
  home: '/home/ada',
  env: {},
  osPolicy: () => undefined,
  ...over,
});

describe('where the rollouts of Codex lie', () => {
  test('below .codex of the home, live and archived', () => {
    expect(codexTranscripts.roots(machine({}))).toEqual([
      '/home/ada/.codex/sessions',
      '/home/ada/.codex/archived_sessions',
    ]);
  });

  test('below CODEX_HOME where it is set, and not where it is empty', () => {
    expect(codexTranscripts.roots(machine({ env: { CODEX_HOME: '/data/codex' } }))[0]).toBe('/data/codex/sessions');
    expect(codexTranscripts.roots(machine({ env: { CODEX_HOME: '' } }))[0]).toBe('/home/ada/.codex/sessions');
  });

  test('in the style of Windows there', () => {
    expect(codexTranscripts.roots(machine({ platform: 'win32', home: 'C:\\Users\\Ada' }))).toEqual([
      'C:\\Users\\Ada\\.codex\\sessions',
      'C:\\Users\\Ada\\.codex\\archived_sessions',
    ]);
  });

  test.each([
    ['2026/04/23/rollout-2026-04-23T22-20-51-019dbc00-a3c9-7681-8e0c-73139815b4f2.jsonl', true],
    ['2026/04/23/rollout-2026-04-23T22-20-51-019dbc00-a3c9-7681-8e0c-73139815b4f2.jsonl.zst', true],
    ['rollout-2025-05-07-0d9f5b1e-1111-4222-8333-444455556666.jsonl', true],
    ['2026/04/23/rollout-editing.jsonl', true],
    ['2026/04/23/rollout-editing.jsonl.tmp', false],
    ['2026/04/23/notes.jsonl', false],
    ['session_index.jsonl', false],
    ['2026/rollout-folder/notes.jsonl', false],
  ])('takes %s for a rollout: %s', (relative, isRollout) => {
    expect(codexTranscripts.accepts(relative)).toBe(isRollout);
  });
});
