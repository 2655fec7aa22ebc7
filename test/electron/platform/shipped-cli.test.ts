import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ShippedCli, shippedCli, stableCli } from '#platform/shipped-cli';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const nodeName = process.platform === 'win32' ? 'node.exe' : 'node';

/** A package's resources with a command line of that version. */
function ship(version: string, resources: string = temporaryFolder()): ShippedCli {
  const folder = join(resources, 'cli');
  mkdirSync(join(folder, 'out', 'cli'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, nodeName), 'node');
  writeFileSync(join(folder, 'out', 'cli', 'gatehouse.js'), `// ${version}`);
  const found = shippedCli(resources, undefined);
  if (found === undefined) throw new Error('It was not found.');
  return found;
}

describe('shippedCli', () => {
  it('is what lies beside the archive, or around the program itself', () => {
    const shipped = ship('1.0.0');
    expect(shippedCli(undefined, shipped.program)).toEqual(shipped);
    expect(shippedCli(temporaryFolder(), undefined)).toBeUndefined();
    expect(shippedCli(undefined, join(import.meta.dirname, 'a', 'b', 'gatehouse.js'))).toBeUndefined();
  });
});

// On Windows the link is a junction, made the same way; its target is absolute.
describe.skipIf(process.platform === 'win32')('stableCli', () => {
  it('keeps one path over versions, with the one before still there for what runs from it', () => {
    const data = temporaryFolder();
    const paths = ['1.0.0', '1.1.0', '1.2.0'].map((version) => {
      const { program } = stableCli(ship(version), data);
      expect(readFileSync(program, 'utf8')).toBe(`// ${version}`);
      return program;
    });
    expect(new Set(paths)).toEqual(new Set([join(data, 'cli', 'current', 'out', 'cli', 'gatehouse.js')]));
    expect(readdirSync(join(data, 'cli'))).toHaveLength(3);
  });

  it('copies once, and again what was left half', () => {
    const [shipped, data] = [ship('1.0.0'), temporaryFolder()];
    const { folder } = stableCli(shipped, data);
    const version = readlinkSync(join(data, 'cli', 'current'));
    writeFileSync(join(folder, 'mark'), '');
    stableCli(shipped, data);
    expect(existsSync(join(folder, 'mark'))).toBe(true);
    mkdirSync(join(data, 'cli', 'other.1.half'));
    writeFileSync(join(data, 'cli', version, 'complete'), '');
    stableCli(shipped, data);
    expect(readdirSync(join(data, 'cli')).sort()).toEqual([version, 'current'].sort());
  });

  it('is itself when it is what runs', () => {
    const data = temporaryFolder();
    const { program } = stableCli(ship('1.0.0'), data);
    const own = shippedCli(
      undefined,
      join(data, 'cli', readlinkSync(join(data, 'cli', 'current')), 'out', 'cli', 'gatehouse.js'),
    );
    expect(own === undefined ? undefined : stableCli(own, data).program).toBe(program);
  });

  it('says where it could not be put', () => {
    const data = join(temporaryFolder(), 'file');
    writeFileSync(data, '');
    expect(() => stableCli(ship('1.0.0'), data)).toThrow(data);
  });
});
