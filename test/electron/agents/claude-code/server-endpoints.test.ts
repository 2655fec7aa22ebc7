import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpointOf, filledServer } from '#agents/claude-code/server-endpoints';
import type { Component } from '#contract/plugin';

const server = (parts: Partial<Component>): Component => ({ kind: 'mcp-server', name: 'x', ...parts });

test('whatever a definition holds, its endpoint is found again and never throws', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true, withQueryParameters: true }));
  fc.assert(
    fc.property(text, text, (url, command) => {
      for (const one of [server({ url }), server({ command, args: [url] })]) {
        const endpoint = endpointOf(one, {});
        expect(endpoint === undefined).toBe(one.url === '');
        expect(endpointOf(filledServer(one, {}), {})).toBe(endpoint);
      }
    }),
  );
});

test.each([
  ['${A}', 'a'],
  ['${A:-b}', 'a'],
  ['${B:-b}', 'b'],
  ['${B:-}', ''],
  ['${B}', '${B}'],
  ['${constructor}', '${constructor}'],
  ['${CLAUDE_PLUGIN_ROOT}/x', '/root/x'],
  ['$A ${', '$A ${'],
])('%s is filled in as %j', (command, expected) => {
  expect(filledServer(server({ command }), { A: 'a' }, '/root').command).toBe(expected);
});

test('a value that is filled in is not filled in again', () => {
  expect(filledServer(server({ command: '${A}' }), { A: '${A}' }).command).toBe('${A}');
});

test('what names nothing to run has no endpoint', () => {
  expect(endpointOf(server({}), {})).toBeUndefined();
  expect(endpointOf(server({ type: 'http', url: '' }), {})).toBeUndefined();
  expect(endpointOf(server({ type: 'bundle', command: './x.mcpb' }), {})).toBeUndefined();
});
