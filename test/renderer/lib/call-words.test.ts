import { describe, expect, it } from 'vitest';
import { agoText, bytesText, dayWords, decisionWords, durationText, shortCount } from '#renderer/lib/call-words.ts';

it.each([
  [undefined, ''],
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [1_840, '1.84 s'],
  [41_700, '41.7 s'],
  [99_960, '2 min'],
  [11_520_000, '3.2 h'],
])('says %s ms as "%s"', (ms, words) => {
  expect(durationText(ms)).toBe(words);
});

it.each([
  [412, '412 B'],
  [1_100, '1.1 kB'],
  [412_000, '412 kB'],
  [999_960, '1.0 MB'],
  [3_100_000_000, '3.1 GB'],
])('says %i bytes as "%s"', (bytes, words) => {
  expect(bytesText(bytes)).toBe(words);
});

describe('days', () => {
  const today = new Date(2026, 10, 23).getTime();
  it.each([
    [new Date(2026, 10, 23), 'Today', 'Monday 23 November'],
    [new Date(2026, 10, 22), 'Yesterday', 'Sunday 22 November'],
    [new Date(2026, 10, 18), 'Wednesday', '18 November'],
    [new Date(2025, 11, 31), 'Wednesday', '31 December 2025'],
  ])('%s', (day, name, date) => {
    expect(dayWords(day.getTime(), today)).toEqual({ name, date });
  });
});

it('says how long ago, and how many, in few letters', () => {
  expect([0, 5, 180, 3_000, 300_000].map((minutes) => agoText(0, minutes * 60_000))).toEqual([
    'now',
    '5 min',
    '3 h',
    '2 d',
    '6 mo',
  ]);
  expect([12, 9_999, 31_877, 1_204_377].map(shortCount)).toEqual(['12', '9,999', '32k', '1.2M']);
});

it('says who let it run, or did not, as far as the record tells', () => {
  expect(decisionWords({ decision: 'user', outcome: 'ok' })).toBe('Allowed by you');
  expect(decisionWords({ decision: 'rule', outcome: 'denied' })).toBe('Denied by a rule');
  expect(decisionWords({ outcome: 'ok' })).toBeUndefined();
});
