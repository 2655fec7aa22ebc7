import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plugin } from '#contract/plugin';
import { createRowOrder, type OrderBy } from '#renderer/lib/row-order.ts';

const keyOf = (plugin: Plugin) => plugin.version ?? '';
const by = (descending: boolean): OrderBy => ({ keyOf, descending, use: undefined });
const row = (id: string, name: string, version: string) => ({ id, name, version }) as Plugin;
const ids = (rows: readonly Plugin[]) => rows.map(({ id }) => id);

describe('createRowOrder', () => {
  it('orders by the key, then by name and id', () => {
    const rows = [row('c', 'B', '1'), row('b', 'b', '1'), row('a', 'z', '0')];
    expect(ids(createRowOrder()(rows, by(false)))).toEqual(['a', 'b', 'c']);
    expect(ids(createRowOrder()(rows, by(true)))).toEqual(['b', 'c', 'a']);
  });

  it('says the same after any changes as when it is asked for the first time', () => {
    const rows = fc.array(fc.record({ id: fc.nat(30), name: fc.nat(5), version: fc.nat(5) }), { maxLength: 25 });
    fc.assert(
      fc.property(fc.array(fc.record({ rows, descending: fc.boolean() }), { maxLength: 6 }), (rounds) => {
        const order = createRowOrder();
        for (const round of rounds) {
          const unique = new Map(round.rows.map((each) => [each.id, each]));
          const plugins = [...unique.values()].map((each) => row(`${each.id}`, `n${each.name}`, `${each.version}`));
          expect(order(plugins, by(round.descending))).toEqual(createRowOrder()(plugins, by(round.descending)));
        }
      }),
    );
  });

  it('takes a row that changed under the same id by its new key', () => {
    const order = createRowOrder();
    expect(ids(order([row('a', 'a', '1'), row('b', 'b', '2')], by(false)))).toEqual(['a', 'b']);
    expect(ids(order([row('a', 'a', '3'), row('b', 'b', '2')], by(false)))).toEqual(['b', 'a']);
  });
});
