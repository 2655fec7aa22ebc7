import { test as anywhere, expect } from 'vitest';
import { type Component, nothingProvided, type Plugin } from '#contract/plugin';
import type { SurfaceEntry } from '#contract/surface';
import { surfaceOf } from '#review/surface/surface';
import { type MemoryNode, memoryPort } from '#test/helpers/memory-port';

/** Files in memory have paths that only count as absolute on these systems. */
const test = anywhere.skipIf(process.platform === 'win32');

const root = '/home/ada/plugins/kit';

function plugin(components: Component[], overrides: Partial<Plugin> = {}): Plugin {
  return {
    id: 'claude-code:plugin/kit@tools',
    agent: 'claude-code',
    kind: 'plugin',
    name: 'kit',
    installs: [{ scope: 'user', path: root, exists: true }],
    effective: { state: 'enabled', enabled: true, decidedBy: { scope: 'user', reason: 'Said so.' }, layers: [] },
    provides: nothingProvided,
    components,
    problems: [],
    switch: { can: true },
    ...overrides,
  };
}

function look(components: Component[], files: Record<string, MemoryNode>, overrides: Partial<Plugin> = {}) {
  return surfaceOf(plugin(components, overrides), memoryPort({ [`${root}/README.md`]: '', ...files }));
}

function only(entries: readonly SurfaceEntry[]): SurfaceEntry {
  expect(entries).toHaveLength(1);
  const [entry] = entries;
  if (entry === undefined) throw new Error('There is no entry.');
  return entry;
}

const hooksFile = `${root}/hooks/hooks.json`;
const hooksText = `{
  "hooks": {
    "SessionStart": [
      { "matcher": "startup|clear", "hooks": [
        { "type": "command",
          "command": "\${CLAUDE_PLUGIN_ROOT}/go.sh" },
        { "type": "command", "command": "\${CLAUDE_PLUGIN_ROOT}/go.sh" }
      ] }
    ],
    "PreToolUse": [{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "node gone.js" }] }]
  }
}`;
const hook = (event: string, command: string, matcher?: string): Component => ({
  ...{ kind: 'hook', name: event, event, type: 'command', command, file: hooksFile },
  ...(matcher === undefined ? {} : { matcher }),
});
const go = '${CLAUDE_PLUGIN_ROOT}/go.sh';

test('two hooks that say the same each have their own line, their event, their script and who they run as', () => {
  const { entries, summary } = look(
    [
      hook('SessionStart', go, 'startup|clear'),
      hook('SessionStart', go, 'startup|clear'),
      hook('PreToolUse', 'node gone.js', 'Bash'),
    ],
    { [hooksFile]: hooksText, [`${root}/go.sh`]: '#!/bin/sh' },
  );
  expect(entries.map(({ when, line, matcher }) => ({ when, line, matcher }))).toEqual([
    { when: 'session-start', line: 6, matcher: 'startup|clear' },
    { when: 'session-start', line: 7, matcher: 'startup|clear' },
    { when: 'session', line: 10, matcher: 'Bash' },
  ]);
  expect(entries[0]?.runs).toEqual([{ path: `${root}/go.sh`, shown: 'go.sh', state: 'there', size: 9 }]);
  expect(summary).toBe('When your next session starts: 2 hooks run as you.');
});

test.for([
  ['SessionStart', undefined, 'session-start'],
  ['SessionStart', '*', 'session-start'],
  ['SessionStart', 'startup', 'session-start'],
  ['SessionStart', '.*', 'session-start'],
  ['SessionStart', 'compact', 'session'],
  ['SessionStart', 'resume|clear', 'session'],
  ['SessionEnd', undefined, 'session'],
  ['UserPromptSubmit', undefined, 'session'],
  ['NoSuchEvent', undefined, 'session'],
] as const)('a hook of %s with the matcher %s runs %s', ([event, matcher, when]) => {
  expect(only(look([hook(event, 'true', matcher)], {}).entries).when).toBe(when);
});

test('a script the plugin should bring and does not is missing, one that a link leads out of it is outside', () => {
  const out = '${CLAUDE_PLUGIN_ROOT}/out.sh';
  const { entries } = look([hook('Stop', `"${go}" && ${out}`)], {
    [`${root}/out.sh`]: { link: '/etc/passwd.sh' },
    '/etc/passwd.sh': 'x',
  });
  expect(entries[0]?.runs.map(({ shown, state }) => `${shown} ${state}`)).toEqual(['go.sh missing', 'out.sh outside']);
});

test('a variable that leads to a script of the plugin stands for its folder', () => {
  const command = '_P=$(pwd); node "$_P/scripts/run.js" "$_P/scripts/gone.cjs"; python "$OTHER/x.py"';
  const { entries } = look([hook('Stop', command)], { [`${root}/scripts/run.js`]: '' });
  expect(entries[0]?.runs.map(({ shown, state }) => `${shown} ${state}`)).toEqual([
    'scripts/run.js there',
    'scripts/gone.cjs missing',
  ]);
});

test('a hook says on what terms it runs', () => {
  const text = `{"hooks": {"Stop": [{"hooks": [
    {"type": "command", "command": "a", "timeout": 60, "if": "Bash(git *)"},
    {"type": "command", "command": "b", "async": true, "timeout": 5, "once": true}]}]}}`;
  const { entries } = look([hook('Stop', 'a'), hook('Stop', 'b')], { [hooksFile]: text });
  expect(entries.map(({ note }) => note)).toEqual([
    'Only if Bash(git *). The session waits up to 60 s for it.',
    'The session does not wait for it. Once in a session.',
  ]);
});

test('servers: the line of each, the program or address, what it is given, and whether it is caged', () => {
  const file = `${root}/.mcp.json`;
  const server = (rest: Partial<Component> & { name: string }): Component => ({ kind: 'mcp-server', file, ...rest });
  const { entries, summary } = look(
    [
      server({ name: 'db', type: 'stdio', command: 'npx', args: ['-y', 'db mcp'], env: ['DB_KEY'] }),
      server({ name: 'held', type: 'stdio', command: 'uvx', args: ['held'], guarded: true }),
      server({
        name: 'far',
        type: 'http',
        url: 'https://far.example/mcp',
        shellCommands: [{ command: 'get-key', line: 1 }],
      }),
    ],
    {
      [file]: `{ "mcpServers": {
  "db": { "command": "npx", "args": ["-y", "db mcp"], "env": { "DB_KEY": "secret" } },
  "held": { "command": "gatehouse", "args": ["run"] },
  "far": { "type": "http", "url": "https://far.example/mcp", "headersHelper": "get-key" }
} }`,
    },
  );
  expect(entries.map(({ name, kind, text, line, runsAs }) => [name, kind, text, line, runsAs])).toEqual([
    ['db', 'server', "npx -y 'db mcp'", 2, 'you'],
    ['held', 'server', 'uvx held', 3, 'caged'],
    ['far', 'server', 'https://far.example/mcp', 4, 'elsewhere'],
    ['far', 'helper', 'get-key', 4, 'you'],
  ]);
  expect(entries[0]?.note).toBe('Is given DB_KEY.');
  expect(entries[2]?.urls).toEqual(['https://far.example/mcp']);
  expect(summary).toBe(
    'When your next session starts: 1 server and 1 helper command run as you, 1 server runs caged, 1 server is contacted.',
  );
  expect(JSON.stringify(entries)).not.toContain('secret');
});

test('of several places with the same name in one file the one of this plugin, or of its project, is meant', () => {
  const file = '/home/ada/.claude.json';
  const text = `{
  "mcpServers": { "db": { "command": "db" } },
  "projects": {
    "/work/a": { "mcpServers": { "db": { "command": "db" } } },
    "/work/b": { "mcpServers": { "db": { "command": "db" } } }
  }
}`;
  const lineOf = (projectPath?: string) => {
    const place = { scope: projectPath === undefined ? 'user' : 'local', path: file, exists: true } as const;
    const installs = [{ ...place, ...(projectPath === undefined ? {} : { projectPath }) }];
    const component: Component = { kind: 'mcp-server', name: 'db', file, command: 'db' };
    return only(look([component], { [file]: text }, { kind: 'mcp', installs }).entries).line;
  };
  expect([lineOf(), lineOf('/work/a'), lineOf('/work/b')]).toEqual([2, 4, 5]);
});

test('Codex: servers, hooks and notify of a config.toml stand at their lines', () => {
  const file = '/home/ada/.codex/config.toml';
  const text = `# a comment
notify = ["python3", "/home/ada/tell me.py"]

[mcp_servers."my.docs"]
command = "docs"

[[hooks.Stop]]
[[hooks.Stop.hooks]]
type = "command"
command = "first"
[[hooks.Stop]]
hooks = [{ type = "command", command = "second" }]
`;
  const hookOf = (command: string): Component => ({
    ...{ kind: 'hook', name: command, event: 'Stop', type: 'command', command, file },
    trust: command === 'first' ? 'trusted' : 'untrusted',
  });
  const server: Component = { kind: 'mcp-server', name: 'my.docs', command: 'docs', file };
  const installs = [{ scope: 'user', path: file, exists: true }] as const;
  const { entries } = look(
    [hookOf('first'), hookOf('second'), server],
    { [file]: text },
    {
      ...{ agent: 'codex', kind: 'hooks', installs: [...installs] },
    },
  );
  expect(entries.map(({ text: said, line, isOn }) => [said, line, isOn])).toEqual([
    ['docs', 4, true],
    ['first', 10, true],
    ['second', 12, false],
    ["python3 '/home/ada/tell me.py'", 2, true],
  ]);
});

test('commands and skills: lines that run while they load, blocks the model may follow, hooks in the front matter', () => {
  const command = `${root}/commands/ship.md`;
  const skill = `${root}/skills/pack/SKILL.md`;
  const { entries } = look(
    [
      { kind: 'command', name: 'ship', file: command, line: 1, shellCommands: [{ command: 'git status', line: 5 }] },
      { kind: 'skill', name: 'pack', file: skill, line: 1 },
    ],
    {
      [command]: '---\nallowed-tools: Bash(git:*)\n---\n\nNow: !`git status`\n',
      [skill]: `---
name: pack
hooks:
  PreToolUse:
    - matcher: Bash
      hooks:
        - type: command
          command: ./check.sh
---

1. First

   \`\`\`bash title="x"
   python scripts/pack.py
   \`\`\`

\`\`\`python
import os
\`\`\`

<!--
\`\`\`bash
hidden
\`\`\`
-->
`,
      [`${root}/skills/pack/scripts/pack.py`]: 'print(1)',
    },
  );
  expect(entries.map(({ when, kind, text, line, file }) => [when, kind, text, line, file])).toEqual([
    ['model', 'shell', 'python scripts/pack.py', 14, skill],
    ['model', 'hook', './check.sh', 8, skill],
    ['command', 'shell', 'git status', 5, command],
  ]);
  expect(entries[0]?.runs.map((run) => run.shown)).toEqual(['skills/pack/scripts/pack.py']);
  expect(entries[0]?.note).toContain('May be asked for by the model');
  expect(entries[2]?.note).toBe('allowed-tools: Bash(git:*)');
  expect(entries[1]?.trigger).toBe('before a tool runs, while the skill pack is at work');
});

test('hooks of a subagent that a plugin brings do not run; those of a loose one do', () => {
  const file = `${root}/agents/a.md`;
  const text = '---\nname: a\nhooks:\n  Stop:\n    - hooks:\n        - type: command\n          command: x\n---\n';
  const agent: Component = { kind: 'agent', name: 'a', file, line: 1 };
  expect(only(look([agent], { [file]: text }).entries).isOn).toBe(false);
  const loose = { kind: 'agent' as const, installs: [{ scope: 'user' as const, path: file, exists: true }] };
  expect(only(look([agent], { [file]: text }, loose).entries)).toMatchObject({ isOn: true, line: 7 });
});

test('monitors, language servers, modules and programs', () => {
  const bin = `${root}/bin/tool`;
  const monitors = `${root}/monitors/monitors.json`;
  const { entries } = look(
    [
      { kind: 'monitor', name: 'tail', event: 'always', command: 'tail -f log', file: monitors },
      { kind: 'monitor', name: 'late', event: 'on-skill-invoke:pack', command: 'late', file: monitors },
      { kind: 'lsp-server', name: 'ts', command: 'tsls', args: ['--stdio'], file: `${root}/.lsp.json` },
      { kind: 'module', name: './mod.js', file: `${root}/mod.js` },
      { kind: 'executable', name: 'tool', file: bin },
    ],
    {
      [monitors]: '[\n{"name":"tail","command":"tail -f log"},\n{"name":"late","command":"late"}\n]',
      [`${root}/.lsp.json`]: '{\n"ts": {"command": "tsls", "extensionToLanguage": {".ts": "typescript"}}\n}',
      [`${root}/mod.js`]: '',
      [bin]: { text: '#!/usr/bin/env python3\n', executable: true },
    },
  );
  expect(entries.map(({ when, kind, text, line }) => [when, kind, text, line])).toEqual([
    ['session-start', 'monitor', 'tail -f log', 2],
    ['session-start', 'module', `${root}/mod.js`, 1],
    ['session', 'lsp', 'tsls --stdio', 2],
    ['model', 'monitor', 'late', 3],
    ['model', 'executable', 'tool', 1],
  ]);
  expect(entries[2]?.trigger).toBe('a .ts file is opened');
  expect(entries[4]?.note).toContain('Run by /usr/bin/env python3.');
});

test('install scripts of the package and of locked dependencies, which the agent does not run', () => {
  const { entries } = look([], {
    [`${root}/package.json`]: '{\n "scripts": {\n  "test": "x",\n  "postinstall": "node setup.js"\n }\n}',
    [`${root}/setup.js`]: '',
    [`${root}/package-lock.json`]:
      '{"packages": {\n"": {},\n"node_modules/keytar": {"version": "7.9.0", "hasInstallScript": true}\n}}',
  });
  expect(entries.map(({ text, line, when, isOn }) => [text, line, when, isOn])).toEqual([
    ['node setup.js', 4, 'install', false],
    ['keytar@7.9.0', 3, 'install', false],
  ]);
  expect(entries[0]?.runs.map((run) => run.shown)).toEqual(['setup.js']);
});

test('status line and key helper of a settings file stand beside its hooks', () => {
  const file = '/home/ada/.claude/settings.json';
  const text = '{\n"apiKeyHelper": "key.sh",\n"statusLine": {"type": "command",\n "command": "line.sh"}\n}';
  const installs = [{ scope: 'user' as const, path: file, exists: true }];
  const { entries } = look([], { [file]: text }, { kind: 'hooks', installs });
  expect(entries.map(({ kind, text: said, line }) => [kind, said, line])).toEqual([
    ['status-line', 'line.sh', 4],
    ['helper', 'key.sh', 2],
  ]);
});

test('scripts nothing names are listed last, those a hook names are not listed twice', () => {
  const { entries } = look([hook('Stop', go)], {
    [`${root}/go.sh`]: '',
    [`${root}/deep/other.py`]: '',
    [`${root}/node_modules/a/index.js`]: '',
    [`${root}/run`]: { text: '', executable: true },
    [`${root}/notes.txt`]: '',
  });
  expect(entries.map(({ when, text }) => `${when} ${text}`)).toEqual([
    `session ${go}`,
    'loose deep/other.py',
    'loose run',
  ]);
});

test('what is off says so, and what it would be', () => {
  const effective = { ...plugin([]).effective, state: 'disabled' as const, enabled: false };
  const { summary, entries } = look([hook('SessionStart', 'true')], {}, { effective });
  expect(only(entries).isOn).toBe(false);
  expect(summary).toBe('It is disabled, so nothing of it runs. If it were on: 1 hook.');
  expect(look([], {}).summary).toBe('When your next session starts, nothing of it runs.');
});
