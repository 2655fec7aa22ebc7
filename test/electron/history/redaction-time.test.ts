import { expect, it } from 'vitest';
import type { Body } from '#agents/transcript';
import { createRedactor } from '#history/redaction';
import { ruleKeywords } from '#history/redaction-rules';

const redactor = createRedactor({ knownSecrets: [{ name: 'K', value: 'aB3aB3aB3aB4' }] });
const MIB = 1024 * 1024;

function filled(unit: string, size: number, format: Body['format'] = 'text'): Body {
  const text = unit.repeat(Math.ceil(size / unit.length));
  // Through a buffer, so that the text lies in one piece, as one that was read does.
  return { format, text: Buffer.from(format === 'json' ? JSON.stringify(text) : text).toString() };
}

/** Milliseconds of the processor's time, so that other work on the machine counts little. */
function cost(body: Body): number {
  const before = process.cpuUsage();
  redactor.redact(body);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What a scan that does a little for each character takes here and now. */
function scanCost(text: string): number {
  const before = process.cpuUsage();
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) | 0;
  expect(sum).toBeDefined();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const hostile: Record<string, string> = {
  'one letter': 'a',
  base64: 'aB3/xY9+',
  'base64 of URLs': 'aB3-xY9_',
  'beginnings of JWTs': '-eyJhbGci',
  'first parts of JWTs': '-eyJhbGciOiJIUzI1.',
  'beginnings of tokens': 'sk-ghp_xoxb-AKIA',
  'a token that never ends': 'glpat-aB3xY9',
  'App tokens without end': 'ghs_1_aaaaaaaaaaaa.',
  'names without values': 'password=',
  'names in quotes': '"password":"',
  'nested names': 'secret(token=',
  'names and spaces': '--token ',
  'keys without end': '-----BEGIN PRIVATE KEY-----',
  'keys with a wrong character': '-----BEGIN PRIVATE KEY-----!!',
  'PuTTY files without keys': 'PuTTY-User-Key-File-3: ',
  'URLs with half a password': '://a:',
  'bearer and no token': 'bearer aaaaaaaaaaaaaaa1',
  backslashes: '\\',
  'escaped quotes': '\\"',
  markers: '‹redacted github-pat 40› secret=',
  'nearly a known value': 'aB3aB3aB3',
};

it('has only rules that are bounded and begin with fixed characters', () => {
  expect(ruleKeywords().length).toBeGreaterThan(150);
});

it.each(Object.entries(hostile))('needs no more time per character for more text: %s', (_, unit) => {
  cost(filled(unit, MIB / 16));
  const few = cost(filled(unit, MIB / 2));
  const many = cost(filled(unit, 2 * MIB));
  // Four times the text, with room for what a busy machine adds: a square would be sixteen times.
  expect(many).toBeLessThan(9 * few + 60);
});

it.each(['text', 'json'] as const)(
  'goes through 16 MiB of everything that could slow it down (%s)',
  (format) => {
    const each = Math.floor((16 * MIB) / Object.keys(hostile).length);
    const parts = Object.values(hostile).map((unit) => unit.repeat(Math.ceil(each / unit.length)));
    const body = filled(parts.join('\n'), 1, format);
    expect(cost(body)).toBeLessThan(600 * scanCost(body.text));
  },
  120_000,
);

it('hardly costs more than a scan where there is nothing to find', () => {
  const body = filled('The quick brown fox jumps over the lazy dog, and 42 others do so too.\n', 16 * MIB);
  cost(body);
  expect(cost(body)).toBeLessThan(12 * scanCost(body.text) + 20);
  expect(redactor.redact(body).body).toBe(body);
});
