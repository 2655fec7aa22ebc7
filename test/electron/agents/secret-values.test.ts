import { describe, expect, test } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import { codex } from '#agents/codex/codex';
import { secretsAmong } from '#agents/secret-values';
import { claudeContext, project, stateFile, userSettings } from '../../helpers/claude-home.ts';
import { codexContext } from '../../helpers/codex-home.ts';

describe('names that hold a secret', () => {
  test.each([
    'GITHUB_TOKEN',
    'Authorization',
    'OPENAI_API_KEY',
    'db_password',
    'X-Api-Key',
    'AWS_SECRET_ACCESS_KEY',
    'GH_PAT',
  ])('%s', (name) => {
    expect(secretsAmong({ [name]: 'abcdefgh12345678' })).toEqual([{ name, value: 'abcdefgh12345678' }]);
  });
  test.each(['PATH', 'HOME', 'NODE_ENV', 'KEYBOARD', 'LOG_LEVEL', 'AUTHOR'])('but not %s', (name) => {
    expect(secretsAmong({ [name]: 'abcdefgh12345678' })).toEqual([]);
  });
});

test('short values, other types and references to variables are no secrets', () => {
  const odd = { A_TOKEN: 'short', B_TOKEN: 7, C_TOKEN: '${REAL_TOKEN}', D_TOKEN: '$REAL_TOKEN' };
  expect(secretsAmong(odd)).toEqual([]);
  expect(secretsAmong('text')).toEqual([]);
  expect(secretsAmong({ Authorization: 'Bearer abcdefgh12345678' })).toEqual([
    { name: 'Authorization', value: 'abcdefgh12345678' },
  ]);
});

test('Claude Code: servers of the user, of each project and of shared files, and variables of settings', () => {
  const server = (name: string) => ({ [name]: { command: 'x', env: { TOKEN: `${name}-secret-value` } } });
  const context = claudeContext({
    [stateFile]: JSON.stringify({
      mcpServers: server('user'),
      projects: { [project]: { mcpServers: server('local') } },
    }),
    [`${project}/.mcp.json`]: JSON.stringify({ mcpServers: server('shared') }),
    [userSettings]: JSON.stringify({ env: { API_KEY: 'settings-secret-value' } }),
  });
  expect(claudeCode.plainSecrets(context).map((each) => each.value)).toEqual([
    'user-secret-value',
    'local-secret-value',
    'shared-secret-value',
    'settings-secret-value',
  ]);
});

test('Codex: variables and headers of servers', () => {
  const context = codexContext({
    '/home/ada/.codex/config.toml':
      '[mcp_servers.a]\ncommand = "x"\nenv = { TOKEN = "first-secret-value" }\n[mcp_servers.b]\nurl = "https://example.com"\nhttp_headers = { Authorization = "Bearer second-secret-value" }\n',
  });
  expect(codex.plainSecrets(context).map((each) => each.value)).toEqual(['first-secret-value', 'second-secret-value']);
});
