import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventStream } from '#runtime/remote/event-stream';

type Heard = { type: string; data: string } | { id: string } | { retry: number } | 'too long';

function heard(chunks: readonly (string | Buffer)[], longest = 1_000): Heard[] {
  const all: Heard[] = [];
  const events = eventStream(longest, {
    event: (type, data) => all.push({ type, data: data.toString('utf8') }),
    lastId: (id) => all.push({ id }),
    retry: (retry) => all.push({ retry }),
    tooLong: () => all.push('too long'),
  });
  for (const chunk of chunks) events.push(Buffer.from(chunk));
  return all;
}

test.each([
  ['one line', 'data: {"a":1}\n\n', [{ type: 'message', data: '{"a":1}' }]],
  ['without the space', 'data:x\n\n', [{ type: 'message', data: 'x' }]],
  ['more than one space keeps the rest', 'data:  x \n\n', [{ type: 'message', data: ' x ' }]],
  ['several lines of data', 'data: {\ndata: "a":1}\n\n', [{ type: 'message', data: '{\n"a":1}' }]],
  ['a type', 'event: endpoint\ndata: /here\n\n', [{ type: 'endpoint', data: '/here' }]],
  ['comments and unknown fields', ': hello\nnonsense\nother: 1\ndata: x\n\n', [{ type: 'message', data: 'x' }]],
  ['an id and a wait', 'id: 7\nretry: 250\ndata: x\n\n', [{ retry: 250 }, { id: '7' }, { type: 'message', data: 'x' }]],
  ['an id alone', 'id: 1\ndata:\n\n', [{ id: '1' }, { type: 'message', data: '' }]],
  ['a wait that is no number', 'retry: soon\ndata: x\n\n', [{ type: 'message', data: 'x' }]],
  ['an id with a NUL', 'id: a\0b\ndata: x\n\n', [{ type: 'message', data: 'x' }]],
  [
    'every kind of line end',
    'data: a\r\n\r\ndata: b\r\rdata: c\n\n',
    ['a', 'b', 'c'].map((data) => ({ type: 'message', data })),
  ],
  ['a byte order mark', '\uFEFFdata: x\n\n', [{ type: 'message', data: 'x' }]],
  ['an event that never ends', 'data: x\n', []],
])('%s', (_title, text, events) => {
  expect(heard([text])).toEqual(events);
});

test('an event longer than allowed is dropped and the next one is read', () => {
  const long = `data: ${'x'.repeat(2_000)}\n\ndata: y\n\n`;
  const expected = ['too long', { type: 'message', data: 'y' }];
  expect(heard([long])).toEqual(expected);
  expect(heard(long.match(/[^]{1,90}/g) ?? [])).toEqual(expected);
  expect(heard([`${'data: 0123456789\n'.repeat(200)}\ndata: y\n\n`])).toEqual(expected);
});

test('however it is cut into chunks it says the same', () => {
  const part = fc.constantFrom(
    'data',
    'id',
    'event',
    'retry',
    ':',
    ': ',
    'ü{"a"}',
    '7',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\uFEFF',
  );
  const text = fc.array(part, { maxLength: 40 }).map((parts) => Buffer.from(parts.join('')));
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), (bytes, cuts) => {
      const at = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(heard(chunks)).toEqual(heard([bytes]));
    }),
  );
});
