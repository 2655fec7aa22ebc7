import { expect, test } from 'vitest';
import { createTrace } from '#runtime/trace';

function traced() {
  const lines: string[] = [];
  let now = 0;
  const trace = createTrace({ note: (from, text) => lines.push(`${from}: ${text}`), clock: () => now });
  return { trace, lines, wait: (ms: number) => (now += ms) };
}

test('each message is one line: method, id, size, and of an answer what it answers and how long it took', () => {
  const { trace, lines, wait } = traced();
  trace.fromAgent({ id: 1, method: 'tools/call', params: { name: 'echo', arguments: { message: 'body' } } }, 90);
  trace.fromAgent({ method: 'notifications/initialized' }, 20);
  wait(12.34);
  trace.fromServer({ id: 1, result: { content: [] } }, 70);
  trace.fromServer({ id: 1, method: 'roots/list' }, 30);
  trace.fromAgent({ id: 1, error: { code: -32601, message: 'body' } }, 40);
  trace.fromServer({ id: '1', result: { isError: true } }, 50);
  expect(lines).toEqual([
    'agent: tools/call echo #1, 90 B',
    'agent: notifications/initialized, 20 B',
    'server: tools/call echo #1 ok, 70 B, 12.3 ms',
    'server: roots/list #1, 30 B',
    'agent: roots/list #1 error -32601, 40 B, 0.0 ms',
    'server: answer #1 error, 50 B',
  ]);
  expect(lines.join()).not.toContain('body');
});

test('names of any length and requests that are never answered take no more than so much', () => {
  const { trace, lines } = traced();
  trace.fromAgent({ id: 'x'.repeat(1e6), method: 'y'.repeat(1e6) }, 2e6);
  expect(lines[0]?.length).toBeLessThan(300);
  for (let id = 0; id < 20_000; id += 1) trace.fromAgent({ id, method: 'ping' }, 10);
  trace.fromServer({ id: 5, result: {} }, 10);
  trace.fromServer({ id: 19_999, result: {} }, 10);
  expect(lines.slice(-2)).toEqual(['server: answer #5 ok, 10 B', 'server: ping #19999 ok, 10 B, 0.0 ms']);
});
