import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrontmatter } from '#agents/frontmatter';

test('reads the fields and says where the body starts', () => {
  expect(readFrontmatter('---\nname: pdf\ndescription: >\n  two\n  lines\n---\nBody')).toEqual({
    data: { name: 'pdf', description: 'two lines\n' },
    body: 'Body',
    bodyLine: 7,
  });
});

test('a file without front matter is all body', () => {
  expect(readFrontmatter('# Title')).toEqual({ data: {}, body: '# Title', bodyLine: 1 });
});

test('a description with a colon is read although YAML refuses it', () => {
  const { data, error } = readFrontmatter('---\nname: a\ndescription: Use when: always\n---\n');
  expect(data['description']).toBe('Use when: always');
  expect(error?.line).toBe(3);
});

test('aliases that would blow up are refused', () => {
  const bomb = [
    'a: &a [x,x,x]',
    ...'bcdefgh'.split('').map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[at]}`)}]`),
  ];
  expect(readFrontmatter(`---\n${bomb.join('\n')}\n---\n`).error?.message).toBe('Aliases are not read.');
});

test('never throws, whatever stands between the fences', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '*',
      '&a ',
      '*a',
      '!',
      ': ',
      '- ',
      '\n',
      '[',
      '{',
      '"',
      "'",
      '|',
      '>',
      '#',
      'x',
      '%',
      '@',
      '\t',
      '<<: *b',
    ),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const { data, error } = readFrontmatter(`---\n${parts.join('')}\n---\nBody`);
      expect(data).toBeTypeOf('object');
      expect(error?.line ?? 1).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});
