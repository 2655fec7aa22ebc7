import { describe, expect, it } from 'vitest';
import { periodOf } from '#history/query-time';

const now = Date.parse('2026-11-23T09:00:30.400Z');
const berlin = 'Europe/Berlin';

describe('a time in a query', () => {
  it.each<[string, string, string, string]>([
    ['now', berlin, '2026-11-23T09:00:30.400Z', '2026-11-23T09:00:30.400Z'],
    ['today', berlin, '2026-11-22T23:00Z', '2026-11-23T23:00Z'],
    ['Yesterday', berlin, '2026-11-21T23:00Z', '2026-11-22T23:00Z'],
    ['today', 'Pacific/Auckland', '2026-11-22T11:00Z', '2026-11-23T11:00Z'],
    ['today', 'America/Los_Angeles', '2026-11-23T08:00Z', '2026-11-24T08:00Z'],
    ['90s', berlin, '2026-11-23T08:59:00Z', '2026-11-23T08:59:00Z'],
    ['-2w', berlin, '2026-11-09T09:00:30Z', '2026-11-09T09:00:30Z'],
    ['21-Nov', berlin, '2026-11-20T23:00Z', '2026-11-21T23:00Z'],
    ['21-november', berlin, '2026-11-20T23:00Z', '2026-11-21T23:00Z'],
    ['24-Nov', berlin, '2025-11-23T23:00Z', '2025-11-24T23:00Z'],
    ['29-Feb', 'UTC', '2024-02-29', '2024-03-01'],
    ['1-Mar-2024', 'UTC', '2024-03-01', '2024-03-02'],
    ['2026', 'UTC', '2026-01-01', '2027-01-01'],
    ['2026-12', berlin, '2026-11-30T23:00Z', '2026-12-31T23:00Z'],
    ['2026-11-20', berlin, '2026-11-19T23:00Z', '2026-11-20T23:00Z'],
    ['2026-11-20T10:30', berlin, '2026-11-20T09:30Z', '2026-11-20T09:31Z'],
    ['2026-11-20 10:30:05', berlin, '2026-11-20T09:30:05Z', '2026-11-20T09:30:06Z'],
    ['2026-11-20T10:30:05.25Z', berlin, '2026-11-20T10:30:05.250Z', '2026-11-20T10:30:05.251Z'],
    ['2026-11-20t10:30-0830', berlin, '2026-11-20T19:00Z', '2026-11-20T19:01Z'],
    // Clocks go forward at 2:00 and back at 3:00.
    ['2026-03-29', berlin, '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['2026-10-25', berlin, '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['2026-10-25T02:30', berlin, '2026-10-25T00:30Z', '2026-10-25T00:31Z'],
    // This midnight never was: the clocks went forward.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
  ])('%s in %s', (text, zone, from, to) => {
    expect(periodOf(text, now, zone)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  it.each([
    '',
    'soon',
    '2h30',
    '1234567s',
    '2026-13',
    '2026-02-29',
    '2026-11-20T24:00',
    '31-Apr',
    '1-Foo',
    '1969',
    '20-11-2026',
  ])('is not "%s"', (text) => expect(periodOf(text, now, berlin)).toBeUndefined());
});
