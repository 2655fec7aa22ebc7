import { expect, test } from 'vitest';
import type { Surface } from '#contract/surface';
import { scriptHead } from '#review/surface/script-head';
import { memoryPort } from '#test/helpers/memory-port';

const files = {
  '/p/a.sh': `${'line\n'.repeat(200)}`,
  '/p/bin': 'ELF\0\0',
  '/p/empty': '',
  '/p/short.sh': 'one\ntwo\n',
  '/etc/passwd': 'root',
  '/p/big.js': 'x'.repeat(3 * 1024 * 1024),
};

function surface(state: 'there' | 'outside'): Surface {
  const runs = Object.keys(files).map((path) => ({ path, shown: path, state }));
  const said = {
    when: 'session',
    kind: 'hook',
    name: 'Stop',
    trigger: '',
    text: '',
    urls: [],
    file: '/p/h.json',
  } as const;
  const entry = { ...said, urls: [], runs, agents: ['claude-code' as const], runsAs: 'you' as const, isOn: true };
  return { plugin: 'p', summary: '', entries: [entry], leftOut: 0, looked: [], problems: [] };
}

test('gives the first lines of a script, and says when that is all', () => {
  const head = (path: string) => scriptHead(surface('there'), path, memoryPort(files));
  expect(head('/p/a.sh')?.text.split('\n')).toHaveLength(60);
  expect(head('/p/a.sh')?.isWhole).toBe(false);
  expect(head('/p/short.sh')).toMatchObject({ isWhole: true });
  expect(head('/p/empty')?.note).toBe('The file is empty.');
  expect(head('/p/bin')).toMatchObject({ text: '', note: 'It is a program, not text.' });
  expect(head('/p/big.js')?.text).toBe('');
});

test('reads nothing that no entry names, and nothing outside of the plugin', () => {
  expect(scriptHead(surface('there'), '/p/other.sh', memoryPort(files))).toBeUndefined();
  expect(scriptHead(surface('outside'), '/etc/passwd', memoryPort(files))).toBeUndefined();
});
