import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { contractVersion } from '#contract/contract-version';
import { events } from '#contract/events';
import { methods } from '#contract/methods';
import { contractDoc, contractFingerprint } from '../../scripts/contract-doc.ts';

it('matches docs/contract.md and the fingerprint in the code', () => {
  const doc = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'contract.md'), 'utf8');
  expect(doc).toBe(contractDoc(methods, events));
  expect(contractVersion).toBe(contractFingerprint(methods, events));
});

const table = (input: z.ZodType, scope: 'read' | 'control' = 'read') => ({
  'a.b': { scope, does: 'Does it.', input, output: z.strictObject({}) },
});

it('sees a planted change of a schema, a scope or a name', () => {
  const before = contractFingerprint(table(z.strictObject({ id: z.string() })), {});
  expect(contractFingerprint(table(z.strictObject({ id: z.number() })), {})).not.toBe(before);
  expect(contractFingerprint(table(z.strictObject({ id: z.string().optional() })), {})).not.toBe(before);
  expect(contractFingerprint(table(z.strictObject({ id: z.string() }), 'control'), {})).not.toBe(before);
  expect(contractFingerprint({}, {})).not.toBe(before);
});

it('keeps the fingerprint when only words change, and when a field is called description', () => {
  const before = contractFingerprint(table(z.strictObject({ id: z.string() })), {});
  expect(contractFingerprint(table(z.strictObject({ id: z.string().describe('which one') })), {})).toBe(before);
  expect(contractFingerprint(table(z.strictObject({ id: z.string(), description: z.string() })), {})).not.toBe(before);
});

it('writes what a reader of the diff needs', () => {
  const doc = contractDoc(
    table(z.strictObject({ id: z.string().describe('which one'), more: z.array(z.enum(['a', 'b'])).optional() })),
    {},
  );
  expect(doc).toContain('### `a.b`\n\nDoes it. Needs the scope `read`; given up after 30 s.');
  expect(doc).toContain('input: {\n  // which one\n  id: string\n  more?: ("a" | "b")[]\n}');
});
