import { expect, test } from 'vitest';
import { packagedServer, readPackageSpec } from '#runtime/package-runner';

test.each([
  ['npx', ['-y', '@scope/kit@1.2.0', '--stdio'], { runner: 'npx', spec: '@scope/kit@1.2.0', args: ['--stdio'] }],
  ['/usr/bin/npx', ['kit@latest'], { runner: 'npx', spec: 'kit@latest', args: [] }],
  ['npx.cmd', ['--yes', 'kit'], { runner: 'npx', spec: 'kit', args: [] }],
  ['npx', ['-y', '-p', '@scope/kit', 'serve', '-y'], { spec: '@scope/kit', program: 'serve', args: ['-y'] }],
  ['npx', ['--package=kit', '--', 'serve'], { spec: 'kit', program: 'serve', args: [] }],
  ['npm', ['exec', '-y', 'kit'], { runner: 'npx', spec: 'kit' }],
  ['pnpm', ['dlx', 'kit'], { runner: 'npx', spec: 'kit' }],
  ['bunx', ['kit'], { runner: 'bunx', spec: 'kit' }],
  ['bun', ['x', '--bun', 'kit', 'a'], { runner: 'bunx', spec: 'kit', args: ['a'] }],
] as const)('%s %j downloads a package and can be prepared', (command, args, server) => {
  expect(packagedServer(command, args)).toMatchObject({ server, isClear: true });
});

test.each([
  ['uvx', ['--from', 'git+https://github.com/x/y', 'y']],
  ['npx', ['github:user/repo']],
  ['npx', ['./local']],
  ['npx', ['https://example.com/kit.tgz']],
  ['npx', ['--node-options=--require=/x', 'kit']],
  ['npx', ['-c', 'rm -rf /']],
  ['npx', ['--', '-g']],
] as const)('%s %j downloads something that cannot be prepared', (command, args) => {
  expect(packagedServer(command, args)).toMatchObject({ isClear: false });
});

test.each([
  ['node', ['npx']],
  ['npm', ['start']],
  ['bun', ['run', 'x']],
  ['npx', []],
] as const)('%s %j downloads nothing', (command, args) => {
  expect(packagedServer(command, args)).toBeUndefined();
});

test.each([
  ['kit', { name: 'kit', range: 'latest' }],
  ['@a/b@^1.0', { name: '@a/b', range: '^1.0' }],
  ['kit@npm:other', undefined],
  ['-kit', undefined],
  ['../kit', undefined],
  ['kit@', undefined],
] as const)('%s is read as %j', (spec, read) => {
  expect(readPackageSpec(spec)).toEqual(read);
});
