import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, readOutline } from '#renderer/lib/json-outline.ts';

function valueOf(node: JsonNode): unknown {
  if (node.kind === 'object') return Object.fromEntries(node.entries.map(([key, each]) => [key, valueOf(each)]));
  if (node.kind === 'array') return node.items.map(valueOf);
  return node.kind === 'string' ? node.value : JSON.parse(node.raw);
}

describe('readOutline', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 2), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const written = JSON.stringify(value, null, indent);
        const node = readOutline(written);
        expect(node).toBeDefined();
        if (node !== undefined) expect(JSON.stringify(valueOf(node))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('gives the beginning of a text that was cut, wherever that is', () => {
    const text = '{"a":[1,true,{"b\\n":"x\\u00e9y"}],"c":-1.5e3,"d":null}';
    for (let length = 1; length < text.length; length += 1) {
      const node = readOutline(text.slice(0, length));
      expect(node, text.slice(0, length)).toBeDefined();
    }
    expect(readOutline('["abc')).toEqual({
      kind: 'array',
      isCut: true,
      items: [{ kind: 'string', value: 'abc', isCut: true }],
    });
  });

  it('keeps every digit, the order of keys and doubles', () => {
    const node = readOutline('{"b":12345678901234567890,"1":0,"b":2}');
    expect(node?.kind === 'object' && node.entries.map(([key]) => key)).toEqual(['b', '1', 'b']);
    expect(node?.kind === 'object' && node.entries[0]?.[1]).toEqual({ kind: 'number', raw: '12345678901234567890' });
  });

  it('refuses what is not JSON', () => {
    for (const text of ['', 'plain words', '{"a":1} and more', '[1 2 3 4 5 6 7 8 9]']) {
      expect(readOutline(text), text).toBeUndefined();
    }
  });

  it('survives depth that no honest value has, and any rubbish', () => {
    expect(readOutline('['.repeat(200_000))).toBeDefined();
    expect(readOutline(`"${'\\"a'.repeat(500_000)}"`)?.kind).toBe('string');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u1e-tfn ') }), (text) => void readOutline(text)),
    );
  });
});
