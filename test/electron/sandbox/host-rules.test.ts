import { describe, expect, test } from 'vitest';
import { addressJudge, isHostGranted, readHostRule } from '#sandbox/host-rules';

function isGranted(text: string, host: string, port: number): boolean {
  const rule = readHostRule(text);
  return rule !== undefined && isHostGranted([rule], host, port);
}

describe('a granted host', () => {
  test.each([
    ['api.example', 'api.example', 443, true],
    ['api.example', 'api.example', 80, true],
    ['api.example', 'api.example', 22, false],
    ['API.Example.', 'api.example', 443, true],
    ['api.example:8443', 'api.example', 8443, true],
    ['api.example:8443', 'api.example', 443, false],
    ['*.example', 'a.b.example', 443, true],
    ['*.example', 'example', 443, false],
    ['*.example', 'notexample', 443, false],
    ['example', 'example.evil', 443, false],
    ['[::1]:8080', '::1', 8080, true],
  ])('%s: %s:%i is %s', (rule, host, port, expected) => {
    expect(isGranted(rule, host, port)).toBe(expected);
  });

  test.each(['', '*', '*.', '.', 'a*.example', 'a b', 'a:0', 'a:99999', 'http://a', 'a/b', 'user@a', '::1'])(
    'is not %j',
    (text) => expect(readHostRule(text)).toBeUndefined(),
  );
});

describe('an address', () => {
  const mayReach = addressJudge(['203.0.113.7', '2001:db8::7', 'fe80::1']);

  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::2%eth0',
    'fd12::1%eth0',
    'not an address',
    'ff02::1',
    '203.0.113.7',
    '::ffff:203.0.113.7',
    '2001:db8::7',
  ])('%s is refused to a name', (address) => expect(mayReach(address, false)).toBe(false));

  test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('%s may be reached', (address) => {
    expect(mayReach(address, false)).toBe(true);
  });

  test('granted by its number may be private, but never link-local', () => {
    expect(mayReach('127.0.0.1', true)).toBe(true);
    expect(mayReach('169.254.169.254', true)).toBe(false);
    expect(mayReach('::ffff:169.254.169.254', true)).toBe(false);
    expect(mayReach('fe80::2%eth0', true)).toBe(false);
  });
});
