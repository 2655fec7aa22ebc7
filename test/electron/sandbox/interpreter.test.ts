import { expect, test } from 'vitest';
import { interpreterPaths } from '#sandbox/interpreter';

test.each([
  ['/usr/bin/node', '/usr/bin/node', ['/usr/bin/node', '/usr']],
  [
    '/home/ann/.nvm/versions/node/v24/bin/node',
    '/home/ann/.nvm/versions/node/v24/bin/node',
    ['/home/ann/.nvm/versions/node/v24/bin/node', '/home/ann/.nvm/versions/node/v24'],
  ],
  [
    '/home/ann/s/.venv/bin/python',
    '/usr/bin/python3.13',
    ['/home/ann/s/.venv/bin/python', '/usr/bin/python3.13', '/home/ann/s/.venv', '/usr'],
  ],
  ['/home/ann/.local/bin/uvx', '/home/ann/.local/bin/uvx', ['/home/ann/.local/bin/uvx']],
  ['/home/ann/bin/serve', '/home/ann/bin/serve', ['/home/ann/bin/serve']],
  ['/home/bob/bin/serve', '/home/bob/bin/serve', ['/home/bob/bin/serve']],
  ['/home/ann/.local/share/bin/x', '/home/ann/.local/share/bin/x', ['/home/ann/.local/share/bin/x']],
  ['/home/ann/plugin/serve', '/home/ann/plugin/serve', ['/home/ann/plugin/serve']],
])('%s needs its own tree and no more', (command, real, expected) => {
  expect(
    interpreterPaths(command, real, '/home/ann', (prefix) => prefix.endsWith('.venv')).filter(
      (path) => path !== '/usr',
    ),
  ).toEqual(expected.filter((path) => path !== '/usr'));
});
