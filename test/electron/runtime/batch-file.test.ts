import { describe, expect, test } from 'vitest';
import { batchCommand, isBatchFile } from '#runtime/batch-file';

const comSpec = 'C:\\Windows\\System32\\cmd.exe';

describe('a batch file of Windows', () => {
  test('is known by its ending', () => {
    expect(['npx.cmd', 'C:\\x\\A.BAT'].map(isBatchFile)).toEqual([true, true]);
    expect(['npx', 'node.exe', 'x.cmd.exe'].map(isBatchFile)).toEqual([false, false, false]);
  });

  test('is started with its arguments as they are', () => {
    expect(batchCommand('C:\\Program Files\\nodejs\\npx.cmd', ['-y', 'pkg'], comSpec)).toEqual({
      command: comSpec,
      args: ['/d', '/s', '/c', '"C:\\Program^ Files\\nodejs\\npx.cmd ^^^"-y^^^" ^^^"pkg^^^""'],
    });
  });

  test('no argument leaves its quotes or becomes a command', () => {
    for (const text of ['a & calc', '"& calc "', '%PATH%', '!x!', 'a\\"b', 'end\\', '^', '(x)', '<y>', '|']) {
      const line = batchCommand('x.cmd', [text], comSpec)?.args.at(-1) ?? '';
      const inside = line.slice(1, -1).replace('x.cmd ', '');
      // Once read by the interpreter, each special character is still escaped for the second time.
      const once = inside.replaceAll(/\^(.)/g, '$1');
      expect(once.replaceAll(/\^(.)/g, ''), text).not.toMatch(/[&|<>%!"()]/);
      const twice = once.replaceAll(/\^(.)/g, '$1');
      expect(twice.startsWith('"') && twice.endsWith('"'), text).toBe(true);
      expect(
        twice
          .slice(1, -1)
          .replaceAll(/(\\*)\1\\"/g, '$1"')
          .replace(/(\\*)\1$/, '$1'),
        text,
      ).toBe(text);
    }
  });

  test('takes no argument of several lines', () => {
    expect(batchCommand('x.cmd', ['a\r\ncalc'], comSpec)).toBeUndefined();
  });
});
