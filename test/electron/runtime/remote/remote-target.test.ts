import { expect, test } from 'vitest';
import type { ServerDefinition } from '#contract/server-definition';
import { resolveRemote } from '#runtime/remote/remote-target';

const definition: ServerDefinition = {
  ...{ plugin: 'claude-code:mcp/far@user', server: 'far', agent: 'claude-code', transport: 'http', args: [], env: {} },
  ...{ url: 'https://far.example/mcp', passEnv: [], file: '/home/ada/.claude.json', expands: true, variables: {} },
};

function resolved(more: Partial<ServerDefinition>, env = {}, secrets = {}) {
  return resolveRemote({ ...definition, ...more }, { env, secrets, project: '/home/ada/shop' });
}

function target(...args: Parameters<typeof resolved>) {
  const found = resolved(...args);
  if (!found.ok) throw new Error(found.reason);
  return found.target;
}

test('variables are filled in, and secrets come first, in headers and in the address', () => {
  const more = { url: 'https://${HOST:-far.example}/mcp?key=${KEY}', headers: { Authorization: 'Bearer ${TOKEN}\n' } };
  const { url, headers } = target(more, { TOKEN: 'of the agent' }, { TOKEN: 't0', KEY: 'k0' });
  expect(url.href).toBe('https://far.example/mcp?key=k0');
  expect(headers).toEqual({ authorization: 'Bearer t0' });
});

test('headers that are variables: with their scheme, which is not said twice; one that is optional may be missing', () => {
  const variableHeaders = {
    Authorization: { variable: 'TOKEN', scheme: 'Bearer' },
    'X-Team': { variable: 'TEAM', isOptional: true },
  };
  const more: Partial<ServerDefinition> = { agent: 'codex', expands: false, headers: { A: '${B}' }, variableHeaders };
  expect(target(more, { TOKEN: 't0' }).headers).toEqual({ authorization: 'Bearer t0', a: '${B}' });
  expect(target(more, { TEAM: 'x' }, { TOKEN: 'bearer t1' }).headers).toMatchObject({
    ...{ authorization: 'bearer t1', 'x-team': 'x' },
  });
  expect(resolved(more)).toMatchObject({
    code: 'variable-missing',
    remedy: expect.stringContaining('gatehouse secrets set claude-code:mcp/far@user TOKEN'),
  });
});

test.each<[string, Partial<ServerDefinition>, string, RegExp]>([
  ['a WebSocket', { transport: 'ws' }, 'not-http', /does not speak/],
  ['a login', { login: 'oauth' }, 'login-missing', /logged in to by its agent/],
  ['a program for headers', { login: 'helper' }, 'login-missing', /from a program/],
  ['no address', { url: '' }, 'address-invalid', /no address/],
  ['another kind of address', { url: 'file:///etc/passwd' }, 'address-invalid', /no address/],
  ['a password in the address', { url: 'https://a:secret@far.example' }, 'address-invalid', /name or password/],
  ['a header of HTTP', { headers: { Host: 'evil.example' } }, 'header-invalid', /"host"/],
  ['a header with a line end in it', { headers: { A: 'x\r\nB: y' } }, 'header-invalid', /"a"/],
  ['a header without a name', { headers: { '': 'x' } }, 'header-invalid', /cannot be sent/],
])('%s is refused in words', (_title, more, code, words) => {
  const found = resolved(more);
  expect(found).toMatchObject({ ok: false, code, reason: expect.stringMatching(words) });
  expect(JSON.stringify(found)).not.toContain('secret@');
});
