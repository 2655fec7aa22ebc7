import { describe, expect, test } from 'vitest';
import type { ServerDefinition } from '#contract/server-definition';
import { type LaunchFacts, resolveLaunch } from '#runtime/resolve-launch';

const definition: ServerDefinition = {
  ...{ plugin: 'claude-code:mcp/db@user', server: 'db', agent: 'claude-code', transport: 'stdio', command: 'node' },
  ...{ args: [], env: {}, passEnv: [], file: '/home/ada/.claude.json', expands: true, variables: {} },
};

function facts(files: readonly string[], more: Partial<LaunchFacts> = {}): LaunchFacts {
  const there = new Set(files);
  return {
    ...{
      platform: 'linux',
      home: '/home/ada',
      env: { PATH: '/opt/bin:/usr/bin', HOME: '/home/ada' },
      loginPath: '/usr/bin',
    },
    ...{ project: '/home/ada/shop', profileEnv: [], secrets: {} },
    isProgram: (path) => there.has(path),
    isThere: (path) => there.has(path) || path === '/home/ada/shop',
    ...more,
  };
}

function launch(more: Partial<ServerDefinition>, machine = facts(['/usr/bin/node'])) {
  const resolved = resolveLaunch({ ...definition, ...more }, machine);
  if (!resolved.ok) throw new Error(resolved.reason);
  return resolved.launch;
}

describe('the program', () => {
  test('is found on PATH, first folder first; a folder of the project on PATH does not count', () => {
    expect(launch({}, facts(['/opt/bin/node', '/usr/bin/node'])).command).toBe('/opt/bin/node');
    const odd = facts(['/home/ada/shop/node', '/usr/bin/node'], { env: { PATH: ':.:bin:/usr/bin' } });
    expect(launch({}, odd).command).toBe('/usr/bin/node');
  });

  test('is looked for on the login PATH when the agent has none', () => {
    expect(launch({}, facts(['/usr/bin/node'], { env: {} })).command).toBe('/usr/bin/node');
  });

  test('with a slash is taken from the working folder', () => {
    const machine = facts(['/home/ada/shop/bin/serve', '/srv/kit', '/srv/kit/bin/serve']);
    expect(launch({ command: './bin/serve' }, machine).command).toBe('/home/ada/shop/bin/serve');
    expect(launch({ command: './bin/serve', cwd: '/srv/kit' }, machine)).toMatchObject({
      command: '/srv/kit/bin/serve',
      cwd: '/srv/kit',
    });
  });

  test('on Windows is found by the folders and endings of Windows', () => {
    const machine = facts(['C:\\Program Files\\nodejs\\node.exe', 'C:\\shop'], {
      ...{ platform: 'win32', home: 'C:\\Users\\ada', project: 'C:\\shop' },
      env: { Path: 'C:\\Windows;C:\\Program Files\\nodejs', SystemRoot: 'C:\\Windows' },
    });
    const { command, env } = launch({}, machine);
    expect(command).toBe('C:\\Program Files\\nodejs\\node.exe');
    expect(env).toMatchObject({ SystemRoot: 'C:\\Windows' });
  });

  test('on Windows a batch file is started through the command interpreter', () => {
    const machine = facts(['C:\\Program Files\\nodejs\\npx.cmd', 'C:\\shop'], {
      ...{ platform: 'win32', home: 'C:\\Users\\ada', project: 'C:\\shop' },
      env: { Path: 'C:\\Program Files\\nodejs', SystemRoot: 'C:\\Windows' },
    });
    expect(launch({ command: 'npx', args: ['-y', 'pkg'] }, machine)).toMatchObject({
      command: 'C:\\Windows\\System32\\cmd.exe',
      args: ['/d', '/s', '/c', expect.stringContaining('npx.cmd')],
      isVerbatim: true,
    });
  });

  test.each([
    ['variable-missing', { args: ['${NOT_SET}'] }, 'NOT_SET'],
    ['program-missing', { command: 'no-such' }, 'no-such'],
    ['folder-missing', { cwd: '/gone' }, '/gone'],
    ['not-stdio', { transport: 'http', url: 'https://x' }, 'network'],
    ['not-stdio', { transport: 'bundle' }, 'bundle'],
  ] as const)('that cannot be started is a state in words: %s', (code, more, word) => {
    const resolved = resolveLaunch({ ...definition, ...more } as ServerDefinition, facts(['/usr/bin/node']));
    expect(resolved).toMatchObject({ ok: false, code });
    expect(resolved).toHaveProperty('reason', expect.stringContaining(word));
    expect(resolved).toHaveProperty('remedy', expect.stringMatching(/\.$|SET$/));
  });

  test('of a container engine cannot be caged', () => {
    const resolved = resolveLaunch({ ...definition, command: 'docker' }, facts(['/usr/bin/docker']));
    expect(resolved).toMatchObject({ ok: true, notCageable: expect.stringContaining('container engine') });
    expect(resolveLaunch(definition, facts(['/usr/bin/node']))).toMatchObject({ ok: true, notCageable: undefined });
  });
});

describe('variables', () => {
  const machine = facts(['/usr/bin/node'], { env: { PATH: '/usr/bin', TOKEN: 't', EMPTY: '' } });

  test('are filled in where the agent does so, what it knows itself first', () => {
    const more = {
      args: ['${TOKEN}', '${NONE:-fallback}', '${EMPTY}', '${CLAUDE_PROJECT_DIR}/x', '$TOKEN', '${user_config.key}'],
      env: { A: '${CLAUDE_PLUGIN_ROOT}' },
      variables: { CLAUDE_PLUGIN_ROOT: '/kit', 'user_config.key': 'mine', TOKEN: 'own' },
    };
    const { args, env } = launch(more, machine);
    expect(args).toEqual(['own', 'fallback', '', '/home/ada/shop/x', '$TOKEN', 'mine']);
    expect(env).toMatchObject({ A: '/kit' });
  });

  test('stay as they are for an agent that fills in none', () => {
    expect(launch({ expands: false, args: ['${TOKEN}'] }, machine).args).toEqual(['${TOKEN}']);
  });

  test('come from the keychain before the environment, but never into a command line', () => {
    const kept = { ...machine, secrets: { TOKEN: 'kept' } };
    expect(launch({ env: { HEADER: 'Bearer ${TOKEN}' } }, kept).env).toMatchObject({
      TOKEN: 'kept',
      HEADER: 'Bearer kept',
    });
    expect(resolveLaunch({ ...definition, args: ['--token=${TOKEN}'] }, kept)).toMatchObject({
      ok: false,
      code: 'secret-in-arguments',
      reason: expect.not.stringContaining('kept'),
    });
  });
});

describe('the environment', () => {
  const env = {
    ...{ PATH: '/usr/bin', HOME: '/home/ada', LANG: 'de_DE.UTF-8', ANTHROPIC_API_KEY: 'key', GITHUB_TOKEN: 'gh' },
    ...{ NODE_OPTIONS: '--require /evil.js', LD_PRELOAD: '/evil.so', BASH_ENV: '/evil.sh', PYTHONSTARTUP: '/evil.py' },
    ...{ CLAUDE_CODE_MESSAGING_TOKEN: 'session', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus' },
  };
  const machine = facts(['/usr/bin/node'], { env });

  test('holds what every program needs and what was named, and nothing of the agent’s own', () => {
    expect(launch({ env: { MODE: 'x' } }, machine).env).toEqual({
      ...{ PATH: '/usr/bin', HOME: '/home/ada', LANG: 'de_DE.UTF-8', MODE: 'x' },
    });
    expect(launch({ passEnv: ['GITHUB_TOKEN'] }, machine).env).toMatchObject({ GITHUB_TOKEN: 'gh' });
    expect(launch({}, { ...machine, profileEnv: ['GITHUB_TOKEN'] }).env).toMatchObject({ GITHUB_TOKEN: 'gh' });
  });

  test('never hands on what loads code, even when it is named; only a definition may set it', () => {
    const passEnv = ['NODE_OPTIONS', 'LD_PRELOAD', 'BASH_ENV', 'PYTHONSTARTUP'];
    expect(Object.keys(launch({ passEnv }, machine).env)).toEqual(['HOME', 'PATH', 'LANG']);
    expect(launch({ env: { NODE_OPTIONS: '--stack-size=2000' } }, machine).env).toMatchObject({
      NODE_OPTIONS: '--stack-size=2000',
    });
  });
});

describe('its own code', () => {
  const home = '/home/ada';
  const there = (...more: string[]) => facts(['/usr/bin/node', `${home}/shop/x`, ...more]);

  test.each([
    ['the folder of a plugin', { root: '/kit' }, [], ['/kit']],
    [
      'the nearest package around a script',
      { args: [`${home}/src/db/dist/main.js`] },
      [`${home}/src/db/dist/main.js`, `${home}/src/db/package.json`],
      [`${home}/src/db`],
    ],
    [
      'all of node_modules for an installed package, whose dependencies lie beside it',
      { args: [`${home}/tools/node_modules/.pnpm/a@1/node_modules/a/index.js`] },
      [`${home}/tools/node_modules/.pnpm/a@1/node_modules/a/index.js`],
      [`${home}/tools/node_modules`],
    ],
    ['the script itself without a package', { args: [`${home}/one.js`] }, [`${home}/one.js`], [`${home}/one.js`]],
    [
      'never the home, though a package.json lies in it',
      { args: [`${home}/one.js`] },
      [`${home}/one.js`, `${home}/package.json`],
      [`${home}/one.js`],
    ],
    ['a script relative to the working folder', { args: ['db.js'] }, [`${home}/shop/db.js`], [`${home}/shop/db.js`]],
    ['nothing for a package name or an option', { args: ['-y', '@scope/pkg', '--port=1'] }, [], []],
    ['nothing for the root or the home', { args: ['/', home] }, [home], []],
  ] as const)('is %s', (_title, more, files, roots) => {
    expect(launch(more as Partial<ServerDefinition>, there(...files)).roots).toEqual(roots);
  });
});
