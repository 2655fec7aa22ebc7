import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Body } from '#agents/transcript';
import { readRedactionMarker, redactionMarker } from '#contract/redaction-marker';
import { createRedactor } from '#history/redaction';
import { lookAlikes, plantedTokens } from '#test/fixtures/tokens';

const known = [
  { name: 'SHOP_TOKEN', value: 'four "quoted" words' },
  { name: 'SHORT', value: 'dev-env' },
  { name: 'ODD NAME=x', value: 'Ärger/mit\nZeilen' },
];
const redactor = createRedactor({ knownSecrets: known });
const text = (value: string): Body => ({ format: 'text', text: value });
const json = (value: unknown): Body => ({ format: 'json', text: JSON.stringify(value) });

it('knows at least sixty kinds', () => {
  expect(plantedTokens.length).toBeGreaterThanOrEqual(60);
  const kinds = plantedTokens.flatMap((planted) => Object.keys(redactor.redact(text(planted.text)).redactions));
  expect(new Set(kinds).size).toBeGreaterThanOrEqual(60);
});

it.each(plantedTokens)('takes out only the secret in text: $name', ({ secret, text: around }) => {
  const { body, redactions } = redactor.redact(text(around));
  const at = around.indexOf(secret);
  const [marker = ''] = [...body.text.matchAll(redactionMarker)].map(([all]) => all);
  expect(body.text).toBe(around.slice(0, at) + marker + around.slice(at + secret.length));
  expect(readRedactionMarker(marker)).toEqual({ kind: Object.keys(redactions)[0], length: secret.length });
});

it.each(plantedTokens)(
  'takes it out of JSON, too, and leaves JSON of the same shape: $name',
  ({ secret, text: around }) => {
    const { body } = redactor.redact(json({ n: 1, list: [true, null, { command: around }] }));
    expect(body.text).not.toContain(JSON.stringify(secret).slice(1, -1));
    const { list } = JSON.parse(body.text) as { list: [boolean, null, { command: string }] };
    expect(list[2].command).toMatch(/‹redacted [^›]+›/);
  },
);

it.each(lookAlikes)('keeps every character of a look-alike: %s', (value) => {
  const plain = text(value);
  const quoted = json({ content: value });
  expect(redactor.redact(plain).body.text).toBe(value);
  expect(redactor.redact(plain).body).toBe(plain);
  expect(redactor.redact(quoted).body).toBe(quoted);
});

it('takes a value by the name of its key in JSON', () => {
  const { body, redactions } = redactor.redact(json({ user: 'me', password: 'Tr0ub4dor3', auth: { maxTokens: 'a1' } }));
  expect(JSON.parse(body.text)).toEqual({ user: 'me', password: '‹redacted password 10›', auth: { maxTokens: 'a1' } });
  expect(redactions).toEqual({ password: 1 });
});

it('keeps numbers, spaces and the order of keys as they were written', () => {
  const [{ secret } = { secret: '' }] = plantedTokens;
  const { body } = redactor.redact({
    format: 'json',
    text: `{ "b" : 12345678901234567890.10, "a":"${secret}",\n"b":1e5}`,
  });
  expect(body.text).toBe('{ "b" : 12345678901234567890.10, "a":"‹redacted github-pat 40›",\n"b":1e5}');
});

it('keeps two keys apart that were secrets of one kind and length', () => {
  const own = createRedactor({ knownSecrets: ['first-one', 'other-one'].map((value) => ({ name: 'SAME', value })) });
  const { body } = own.redact(json({ 'first-one': 1, 'other-one': 2 }));
  expect(JSON.parse(body.text)).toEqual({ '‹redacted secret SAME 9›': 1, '‹redacted secret SAME 9› #2': 2 });
});

it('finds known values as they are, in JSON and in URLs', () => {
  expect(redactor.redact(text('say four "quoted" words!')).body.text).toBe('say ‹redacted secret SHOP_TOKEN 19›!');
  expect(redactor.redact(text('{\\"a\\": 1} four \\"quoted\\" words')).body.text).toMatch(/secret SHOP_TOKEN 21›$/);
  expect(redactor.redact(json(['x four "quoted" words'])).body.text).toBe('["x ‹redacted secret SHOP_TOKEN 19›"]');
  expect(redactor.redact(text(`?q=${encodeURIComponent('Ärger/mit\nZeilen')}`)).redactions).toEqual({
    'secret ODD-NAME-x': 1,
  });
});

it('leaves known values that are too short, and takes new ones from the next call on', () => {
  const own = createRedactor({ knownSecrets: known });
  expect(own.redact(text('dev-env')).redactions).toEqual({});
  own.setKnownSecrets([{ name: 'NEW', value: 'plainword' }]);
  expect(own.redact(text('a plainword and four "quoted" words')).body.text).toBe(
    'a ‹redacted secret NEW 9› and four "quoted" words',
  );
});

it('takes the whole of a known value that a token shape covers in part', () => {
  const [{ secret } = { secret: '' }] = plantedTokens;
  const own = createRedactor({ knownSecrets: [{ name: 'LONG', value: `${secret}.with-a-tail` }] });
  expect(own.redact(text(`x ${secret}.with-a-tail y`)).body.text).toMatch(
    /^x ‹redacted [^›]+›  ?y$|^x ‹redacted [^›]+› y$/,
  );
});

it('takes out a secret that somebody wrote into something like a marker', () => {
  const [{ secret } = { secret: '' }] = plantedTokens;
  expect(redactor.redact(text(`‹redacted ${secret} 40›`)).body.text).not.toContain(secret);
});

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(...plantedTokens.map((planted) => planted.text), ...lookAlikes),
    fc.constantFrom(...plantedTokens.map(({ secret }) => secret), ...known.map(({ value }) => value)),
    fc.constantFrom(
      '"',
      '\\',
      '\n',
      '=',
      ': ',
      'password',
      'token=',
      '://',
      '@',
      '‹',
      '›',
      '‹redacted ',
      '-',
      '_',
      'eyJ',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  ),
  { maxLength: 12 },
);

it('changes nothing more the second time, and says the same each time', () => {
  fc.assert(
    fc.property(pieces, fc.boolean(), (parts, isJson) => {
      const body = isJson ? json({ a: parts, [parts.join('')]: parts.join('') }) : text(parts.join(''));
      const once = redactor.redact(body);
      expect(redactor.redact(body)).toEqual(once);
      expect(redactor.redact(once.body)).toEqual({ body: once.body, redactions: {} });
    }),
    { numRuns: 400 },
  );
});

it('makes JSON of the same structure out of any JSON', () => {
  fc.assert(
    fc.property(fc.array(pieces), fc.jsonValue(), (lists, value) => {
      const before = { lists, value, keyed: { password: lists[0]?.[0] ?? '' } };
      const after: unknown = JSON.parse(redactor.redact(json(before)).body.text);
      expect(shape(after)).toEqual(shape(JSON.parse(JSON.stringify(before))));
    }),
    { numRuns: 200 },
  );
});

it('leaves no known value of any text', () => {
  fc.assert(
    fc.property(pieces, fc.string({ minLength: 8, maxLength: 40 }), pieces, (before, value, after) => {
      fc.pre(!'‹redacted secret K 0123456789›'.includes(value));
      const own = createRedactor({ knownSecrets: [{ name: 'K', value }] });
      const { body } = own.redact(text(before.join('') + value + after.join('')));
      expect(body.text.replaceAll(redactionMarker, '\0')).not.toContain(value);
    }),
    { numRuns: 60 },
  );
});

/** The value without its strings. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === 'string') return 'string';
  return typeof value === 'object' && value !== null ? Object.values(value).map(shape) : value;
}
