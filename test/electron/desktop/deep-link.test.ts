import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePluginId, pluginId } from '#contract/plugin-id';
import { linkAmong, pluginOfLink } from '#desktop/deep-link';

describe('pluginOfLink', () => {
  it('reads every id that Gatehouse writes', () => {
    const words = fc.tuple(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(words, ([name, marketplace]) => {
        const id = pluginId('codex', `${name}@${marketplace}`);
        fc.pre(parsePluginId(id) !== undefined && id.length < 1_900);
        expect(pluginOfLink(`gatehouse://plugin/${id}`)).toBe(id);
      }),
    );
  });

  it('never gives anything but an id that follows the grammar', () => {
    const links = fc.oneof(
      fc.string(),
      fc.string().map((text) => `gatehouse://plugin/${text}`),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(links, (link) => {
        const id = pluginOfLink(link);
        expect(id === undefined || parsePluginId(id) !== undefined).toBe(true);
      }),
    );
  });
});

describe('linkAmong', () => {
  it('finds the link in a command line', () => {
    expect(linkAmong(['gatehouse', '--hidden', 'gatehouse://plugin/codex:plugin/a@b'])).toBe(
      'gatehouse://plugin/codex:plugin/a@b',
    );
    expect(linkAmong(['gatehouse', '--home', '/tmp'])).toBeUndefined();
  });
});
