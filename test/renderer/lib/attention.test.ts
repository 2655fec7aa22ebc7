import { describe, expect, it } from 'vitest';
import type { Plugin } from '#contract/plugin';
import { whyOf } from '#renderer/lib/attention.ts';
import { crowd } from '#test/renderer/crowd';
import { plugin, problem } from '#test/renderer/sample-plugins';

function whyNamed(name: string): string {
  const row = crowd(30).find((each) => each.name === name);
  return whyOf(row as Plugin).text;
}

describe('whyOf', () => {
  it('says the worst problem and how many more there are', () => {
    expect(whyNamed('claude-mem')).toBe('Named file not found +1');
  });

  it('says which scope overruled which when settings disagree', () => {
    expect(whyNamed('hookify')).toBe('Local over project');
  });

  it('quietly says the scope that won when nothing is wrong', () => {
    expect(whyOf(plugin({ name: 'well' }))).toEqual({ text: 'user', full: 'User settings turn it on.', isQuiet: true });
  });

  it('reads a code out that it has no words for', () => {
    expect(whyOf(plugin({ name: 'x', problems: [problem('some-new-code', 'error', 'New.')] })).text).toBe(
      'Some new code',
    );
  });
});
