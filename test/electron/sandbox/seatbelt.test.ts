import { describe, expect, test } from 'vitest';
import { type SeatbeltPlan, seatbeltProfile } from '#sandbox/seatbelt';

const plan: SeatbeltPlan = {
  mounts: [
    { kind: 'read', path: '/Users/ann/.claude/plugins/p' },
    { kind: 'write', path: '/Users/ann/.claude/plugins/data/p' },
    { kind: 'read', path: '/Users/ann/src/shop' },
  ],
  temporary: '/private/tmp/cage/tmp',
  project: '/Users/ann/src/shop',
  ownData: '/Users/ann/Library/Application Support/Gatehouse',
  proxyPort: undefined,
  spawn: true,
  command: '/opt/homebrew/bin/node',
};

// These say what is in the text. Whether macOS does what the text says was not tried.
describe('the profile for macOS', () => {
  const text = seatbeltProfile(plan);
  const lines = text.split('\n');

  test('denies all that no line allows', () => {
    expect(lines.slice(0, 2)).toEqual(['(version 1)', '(deny default)']);
  });

  test('has the home in no line but for what was granted in it', () => {
    const allowed = lines.filter((line) => line.startsWith('(allow') && !line.includes('metadata'));
    expect(allowed.join('\n')).not.toMatch(/"\/Users\/ann"|"\/Users"|"\/"/);
    expect(allowed.join('\n')).toContain('(subpath "/Users/ann/src/shop")');
  });

  test('lets write only to the data folder and the temporary one', () => {
    const writes = lines.filter((line) => line.startsWith('(allow file-write*'));
    expect(writes).toEqual([
      '(allow file-write* (subpath "/Users/ann/.claude/plugins/data/p") (subpath "/private/tmp/cage/tmp"))',
    ]);
  });

  test('has no network, no sockets and no keychain', () => {
    expect(text).not.toContain('network');
    expect(text).not.toMatch(/securityd|SecurityServer/);
  });

  test('leads to the proxy when a host was granted, and nowhere else', () => {
    const network = seatbeltProfile({ ...plan, proxyPort: 50123 })
      .split('\n')
      .filter((line) => line.includes('network'));
    expect(network).toEqual(['(allow network-outbound (remote ip "localhost:50123"))']);
  });

  test('hides tokens of the project and the data of Gatehouse after everything else', () => {
    const last = lines.findLastIndex((line) => line.includes('(subpath "/Users/ann/src/shop")'));
    const hidden = lines.findIndex((line) => line.includes('Gatehouse'));
    expect(hidden).toBeGreaterThan(last);
    const patterns = [...text.matchAll(/\(deny file-read\* file-write\* \(regex ("[^\n]*")\)\)/g)].map(
      (match) => new RegExp(JSON.parse(match[1] ?? '""')),
    );
    const isHidden = (path: string): boolean => patterns.some((pattern) => pattern.test(`/Users/ann/src/shop/${path}`));
    expect(
      ['.env', '.env.local', 'a/b/.env', '.git/config', 'sub/.git/config', '.git/modules/x'].map(isHidden),
    ).toEqual(Array.from({ length: 6 }, () => true));
    expect(['env.ts', 'a.env', '.git/HEAD', 'src/config'].map(isHidden)).toEqual([false, false, false, false]);
  });

  test('a path cannot end its string and go on as rules', () => {
    const path = '/tmp/a") (allow default) ("\\';
    const evil = seatbeltProfile({ ...plan, mounts: [{ kind: 'read', path }] });
    expect(evil).toContain('(subpath "/tmp/a\\") (allow default) (\\"\\\\")');
  });

  test('allows only the server itself to start where it may start no programs', () => {
    expect(seatbeltProfile({ ...plan, spawn: false })).toContain(
      '(allow process-exec (literal "/opt/homebrew/bin/node"))',
    );
    expect(seatbeltProfile({ ...plan, spawn: false })).not.toContain('process-fork');
  });
});
