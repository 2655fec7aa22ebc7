import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, missingPackages, platformOf } from '#scripts/complete-lockfile.mjs';
import { projectRoot } from '#scripts/setup/project-root.mjs';

const text = readFileSync(join(projectRoot, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(text);

describe('package-lock.json', () => {
  it('names every optional platform package, so that npm ci accepts it on every system', () => {
    expect(missingPackages(packages)).toEqual([]);
  });

  it('holds the address of no registry', () => {
    expect(text).not.toContain('"resolved": "http');
  });

  it('stays as it is when it is complete', () => {
    expect(JSON.stringify(completed(packages))).toBe(JSON.stringify(packages));
  });

  it('is found incomplete when one platform is taken out, and mended', () => {
    const { 'node_modules/@biomejs/cli-darwin-arm64': taken, ...rest } = packages;
    expect(taken).toBeDefined();
    expect(missingPackages(rest)).toMatchObject([
      { name: '@biomejs/cli-darwin-arm64', parent: 'node_modules/@biomejs/biome' },
    ]);
    expect(completed(rest)['node_modules/@biomejs/cli-darwin-arm64']).toMatchObject({
      os: ['darwin'],
      cpu: ['arm64'],
      optional: true,
    });
  });
});

describe('what a platform package says by its name', () => {
  it.each([
    ['@oxlint/binding-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['@oxlint/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@oxlint/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
    ['@oxlint/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
    ['@oxlint-tsgolint/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ])('%s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });

  it('refuses to guess for a name that says nothing', () => {
    const parent = { 'node_modules/a': { optionalDependencies: { plain: '1.0.0' } } };
    expect(() => completed(parent)).toThrow('plain');
  });
});
