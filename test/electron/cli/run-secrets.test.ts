import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { hasRealKeychain, keychainSession } from '#test/helpers/keychain-session';
import { clientInfo } from '#test/helpers/mcp-process';
import { notRun } from '#test/helpers/not-run-list';

const entry = join(import.meta.dirname, '..', '..', '..', 'electron', 'cli', 'gatehouse.ts');
const lacking = await createSandbox(sandboxHost('/none', '/none/data')).lacking();
if (lacking !== undefined) notRun('secrets of a caged server', `${lacking.reason} ${lacking.remedy}`);
const hasKeychain = hasRealKeychain('secrets of a caged server, with a real keychain');
const SLOW = 120_000;
const value = 'kept-in-the-keychain-4711';
const id = 'claude-code:mcp/echo@user';

test.runIf(hasKeychain && lacking === undefined)(
  'a server gets its secrets from the keychain at its start, and they stand nowhere else',
  { timeout: SLOW },
  () => {
    const { folder, data, run } = keychainSession();
    const server = join(folder, 'servers', 'echo');
    mkdirSync(server, { recursive: true });
    cpSync(join(import.meta.dirname, '../../fixtures/mcp/echo-program.ts'), join(server, 'main.ts'));
    writeFileSync(join(server, 'package.json'), '{}');
    const echo = { command: process.execPath, args: [join(server, 'main.ts')], env: { HEADER: 'Bearer ${GREETING}' } };
    writeFileSync(join(folder, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
    const messages = [
      { id: 0, method: 'initialize', params: clientInfo },
      { id: 1, method: 'tools/call', params: { name: 'environment' } },
      { id: 2, method: 'tools/call', params: { name: 'echo', arguments: { message: `it is ${value}` } } },
    ];
    const asked = messages.map((message) => JSON.stringify({ jsonrpc: '2.0', ...message })).join('\n');
    writeFileSync(join(folder, 'asked.jsonl'), `${asked}\n`);
    const gatehouse = (args: string) =>
      `'${process.execPath}' --disable-warning=ExperimentalWarning '${entry}' ${args} --home '${folder}' --data '${data}'`;
    const { stdout, stderr } = run(
      'open',
      [
        'value="$TEST_VALUE"; unset TEST_VALUE;',
        `printf '%s' "$value" | ${gatehouse(`secrets set ${id} GREETING`)};`,
        `rm -f "$HOME/asked"; ${gatehouse(`run ${id}`)} < "$HOME/asked.jsonl"`,
      ].join(' '),
      { env: { TEST_VALUE: value } },
    );
    const [, , environment = '', echoed = ''] = stdout.split('\n');
    expect(environment, `${stdout}\n${stderr}`).toContain(`\\"GREETING\\":\\"${value}\\"`);
    expect(environment).toContain(`Bearer ${value}`);
    expect(echoed).toContain(`it is ${value}`);
    const spool = readdirSync(join(data, 'spool')).map((name) => readFileSync(join(data, 'spool', name), 'utf8'));
    expect(spool.join('').match(/"kind":"end"/g)).toHaveLength(2);
    // The answers with the value passed, and what was kept of them says only that there was one.
    expect(spool.join('')).toContain('secret GREETING');
    expect(filesWith(data, value)).toEqual([]);
    expect(stderr).not.toContain(value);
  },
);

test.runIf(hasKeychain)(
  'the token of a guarded remote server leaves the files: it is in the keychain, and in what is sent',
  { timeout: SLOW },
  async () => {
    const { folder, data, run } = keychainSession();
    const far = spawn(process.execPath, [join(import.meta.dirname, '../../fixtures/mcp/http-headers-program.ts')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void far.kill('SIGKILL'));
    const [address] = (await once(far.stdout, 'data')) as [Buffer];
    const remote = 'claude-code:mcp/far@user';
    const headers = { Authorization: `Bearer ${value}` };
    const state = join(folder, '.claude.json');
    const before = JSON.stringify({ mcpServers: { far: { type: 'http', url: address.toString().trim(), headers } } });
    writeFileSync(state, before);
    const messages = [
      { id: 0, method: 'initialize', params: clientInfo },
      { id: 1, method: 'tools/call', params: { name: 'headers' } },
    ];
    const asked = messages.map((message) => JSON.stringify({ jsonrpc: '2.0', ...message })).join('\n');
    writeFileSync(join(folder, 'asked.jsonl'), `${asked}\n`);
    const gatehouse = (args: string) =>
      `'${process.execPath}' --disable-warning=ExperimentalWarning '${entry}' ${args} --home '${folder}' --data '${data}'`;
    const { stdout, stderr } = run(
      'open',
      [
        'value="$TEST_VALUE"; unset TEST_VALUE;',
        `${gatehouse(`guard ${remote} --yes`)} && exit 1;`,
        `printf '%s' "$value" | ${gatehouse(`secrets set ${remote} AUTHORIZATION`)};`,
        `${gatehouse(`guard ${remote} --yes`)} >/dev/null || exit 1; cp '${state}' "$HOME/guarded.json";`,
        `${gatehouse(`run ${remote} --server far`)} < "$HOME/asked.jsonl";`,
        `${gatehouse(`unguard ${remote} --yes`)} >/dev/null`,
      ].join(' '),
      { env: { TEST_VALUE: value } },
    );
    expect(stderr).toContain(`gatehouse secrets set ${remote} AUTHORIZATION (what stands after "Bearer")`);
    expect(stdout, stderr).toContain(`Bearer ${value}`);
    expect(readFileSync(join(folder, 'guarded.json'), 'utf8')).not.toContain(value);
    // What the agent's file said before is in the journal and its backup, to be put back.
    const inJournal = /^(?:state\.db|backups?[/\\])/;
    expect(filesWith(data, value).filter((file) => !inJournal.test(relative(data, file)))).toEqual([]);
    expect(readFileSync(state, 'utf8')).toBe(before);
  },
);

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((file) => readFileSync(file).includes(text));
}
