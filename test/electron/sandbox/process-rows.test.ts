import { expect, test } from 'vitest';
import { memberIds, processRows, useOf } from '#sandbox/process-rows';

const text =
  '    1     0   100\n   10     1 2048\n   11    10  1024\n   12    11  1024\n   20     1  9999\n nonsense\n\n';

test('counts a process and all below it, and ends the lowest first', () => {
  const rows = processRows(text);
  expect(useOf(rows, 10)).toEqual({ processes: 3, memoryMb: 4 });
  expect(memberIds(rows, 10)).toEqual([12, 11, 10]);
});

test('a process that has ended has no tree', () => {
  expect(useOf(processRows(text), 99)).toEqual({ processes: 0, memoryMb: 0 });
});
