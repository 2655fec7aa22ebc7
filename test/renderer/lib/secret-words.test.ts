import { expect, test } from 'vitest';
import { ruleWords, sourceState } from '#renderer/lib/secret-words.ts';

const bare = { variable: 'TOKEN', isInFile: false, isPassed: false, isSetHere: false };
const secret = { plugin: 'claude-code:mcp/db@user', variable: 'TOKEN', created: '2026-11-09T10:00:00.000Z' };
const plain = {
  ...{ agent: 'claude-code' as const, variable: 'TOKEN', part: 'env' as const, file: '/f', project: null },
  ...{ rule: 'github-pat', canMove: true },
};

test.each([
  ['plain', { ...bare, plain, secret }],
  ['keychain', { ...bare, secret, isPassed: true, isSetHere: true }],
  ['file', { ...bare, isInFile: true }],
  ['agent', { ...bare, isPassed: true, isSetHere: true }],
  ['missing', { ...bare, isPassed: true }],
  // Set where Gatehouse runs, and never handed on.
  ['missing', { ...bare, isSetHere: true }],
] as const)('a variable is said to be: %s', (state, source) => {
  expect(sourceState(source)).toBe(state);
});

test('a finding is said by its shape and where it stands', () => {
  expect(ruleWords(plain)).toBe('github pat, variable');
});
