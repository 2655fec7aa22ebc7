import { expect, it } from 'vitest';
import { patternShape } from '#history/pattern-shape';
import { tokenKeywords } from '#history/token-matcher';

it('tells how every match begins and how long the longest is', () => {
  expect(patternShape('(?<!x)gh(?:p|o)_[a-z]{2,5}')).toMatchObject({ starts: ['ghp_', 'gho_'], longest: 9 });
  expect(patternShape('https?:\\/\\/a')).toMatchObject({ starts: ['http'], longest: 9 });
});

it('adds the steps of repeats that cannot mix, and multiplies those that can', () => {
  expect(patternShape('abc[a-z]{1,100}\\.[a-z]{1,100}').steps).toBeLessThan(300);
  expect(patternShape('abc[a-z]{1,100}[a-z]{1,100}x').steps).toBeGreaterThan(9000);
});

it.each(['a*', 'a+', 'a{3,}', '(?:a{1,2}){3}', '(?:a|b){4}', '(a)\\1', 'abc[a-z]+'])('refuses %s', (source) => {
  expect(() => patternShape(source)).toThrow(RangeError);
});

it('refuses a rule that could begin anywhere or take very long', () => {
  expect(() => tokenKeywords({ kind: 'x', pattern: /[a-z]{40}/ })).toThrow(/fixed characters/);
  expect(() => tokenKeywords({ kind: 'x', pattern: /abc\w{1,900}\w{1,900}!/ })).toThrow(/steps/);
});
