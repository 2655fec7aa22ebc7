import { expect, test } from 'vitest';
import type { LogSource, PlacedLine } from '#contract/logs';
import { filterLines, logText, matchesOf, stepMatch } from '#renderer/lib/log-search.ts';

const line = (place: string, from: LogSource, text: string): PlacedLine => ({ at: 0, run: 'r', from, text, place });
const lines = [
  line('1:0', 'gatehouse', 'Started in a cage'),
  line('1:9', 'stderr', '\u001b[31mError:\u001b[0m no such table'),
  line('2:0', 'agent', 'tools/call table #1, 9 B'),
];

test('lines are shown by who they are from', () => {
  expect(filterLines(lines, 'all')).toBe(lines);
  expect(filterLines(lines, 'protocol').map(({ place }) => place)).toEqual(['2:0']);
  expect(filterLines(lines, 'stderr').map(({ place }) => place)).toEqual(['1:9']);
  expect(filterLines(lines, 'gatehouse').map(({ place }) => place)).toEqual(['1:0']);
});

test('a search looks through what is seen, and begins with two characters', () => {
  expect(matchesOf(lines, 'TABLE ')).toEqual(['1:9', '2:0']);
  expect(matchesOf(lines, 'error: no')).toEqual(['1:9']);
  expect(matchesOf(lines, 't')).toEqual([]);
});

test('matches are gone through from the newest on, around their ends', () => {
  const matches = ['a', 'b', 'c'];
  expect(stepMatch(matches, undefined, 1)).toBe('c');
  expect(stepMatch(matches, undefined, -1)).toBe('c');
  expect(stepMatch(matches, 'c', 1)).toBe('a');
  expect(stepMatch(matches, 'a', -1)).toBe('c');
  expect(stepMatch(matches, 'gone', -1)).toBe('c');
  expect(stepMatch([], 'a', 1)).toBeUndefined();
});

test('what is copied is as it was written', () => {
  expect(logText(lines.slice(1, 2))).toBe('1970-01-01T00:00:00.000Z stderr \u001b[31mError:\u001b[0m no such table\n');
});
