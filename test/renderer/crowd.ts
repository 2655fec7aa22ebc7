import type { Component, Plugin } from '#contract/plugin';
import { standaloneId } from '#contract/plugin-id';
import { home, layersOf, plugin, problem } from './sample-plugins.ts';

const bidi = 'pr-helper\u202Etxt.sj';

/** Rows in every state, with names of every kind of trouble, then plain ones up to `size`. */
export function crowd(size = 150): Plugin[] {
  return [...needing(), ...special(), ...plain(size)];
}

function needing(): Plugin[] {
  const missing = { state: 'missing', enabled: true } as const;
  return [
    plugin({
      name: bidi,
      marketplace: 'local-dev',
      provides: { hooks: 1 },
      effective: { state: 'broken' },
      problems: [
        problem('hostile-name', 'warning', 'The name holds U+202E, which turns the letters behind it around.'),
      ],
    }),
    plugin({
      name: 'claude-mem',
      marketplace: 'thedotmack',
      version: '13.15.3',
      provides: { hooks: 7, mcpServers: 1, skills: 3 },
      effective: { state: 'broken' },
      problems: [
        problem('component-missing', 'error', 'The hook names scripts/worker-service.cjs, which is not in the plugin.'),
        problem('component-missing', 'error', 'The server names scripts/mcp-server.cjs, which is not in the plugin.'),
      ],
    }),
    plugin({
      name: 'ghost-plugin',
      effective: missing,
      problems: [
        problem(
          'recorded-not-cached',
          'error',
          'The install record names a folder that is not there. Install it again.',
        ),
      ],
      installs: [{ scope: 'user', path: `${home}/.claude/plugins/cache/gone`, exists: false }],
    }),
    plugin({
      name: 'not-installed',
      marketplace: 'superpowers-marketplace',
      installs: [],
      effective: missing,
      problems: [problem('enabled-not-installed', 'error', 'Settings turn it on, but nothing is installed.')],
    }),
    plugin({
      name: 'code-review',
      marketplace: 'claude-code-plugins',
      installs: [],
      effective: missing,
      problems: [problem('marketplace-unknown', 'error', 'The marketplace is not configured.')],
    }),
    plugin({
      name: 'ghost',
      agent: 'codex',
      marketplace: 'openai-curated',
      installs: [],
      effective: missing,
      problems: [problem('enabled-not-installed', 'error', 'The config turns it on, but nothing is installed.')],
    }),
    plugin({
      name: 'mcp-tunnels',
      provides: { mcpServers: 1 },
      switch: { can: false, reason: 'Managed settings decide; ask whoever manages this machine.' },
      effective: {
        state: 'blocked',
        enabled: false,
        decidedBy: { scope: 'managed', reason: 'Managed settings forbid it.' },
      },
      problems: [problem('blocked-by-policy', 'warning', 'A managed rule forbids it.')],
    }),
    plugin({
      name: 'replayio',
      agent: 'codex',
      marketplace: 'openai-curated',
      provides: { hooks: 2 },
      problems: [problem('hook-untrusted', 'warning', 'Codex does not run this hook until you trust it.')],
    }),
    plugin({
      name: 'hookify',
      version: '340e33aef211',
      provides: { hooks: 4, commands: 4, skills: 1, agents: 1, mcpServers: 1 },
      effective: conflict(),
      problems: [
        problem('scope-conflict', 'warning', 'Project settings turn it on, local settings turn it off; local wins.'),
      ],
      alsoIn: [{ id: 'codex:plugin/hookify@openai-curated', why: 'same repository, version 2.0.0' }],
      author: 'Anthropic',
      license: 'Apache-2.0',
      repository: 'https://github.com/anthropics/claude-plugins-official',
    }),
  ];
}

function conflict(): Partial<Plugin['effective']> {
  const project = `${home}/work/shop-api/.claude`;
  return {
    enabled: false,
    decidedBy: {
      scope: 'local',
      file: `${project}/settings.local.json`,
      reason:
        'Project settings turn it on. Your local settings turn it off, and local wins. In every other folder it is off by user settings.',
    },
    layers: [
      { scope: 'managed', file: '', pointer: '', value: '', wins: false, note: 'no file' },
      { scope: 'flag', file: '', pointer: '', value: '', wins: false, note: 'no running session uses one' },
      {
        scope: 'local',
        file: `${project}/settings.local.json`,
        pointer: 'enabledPlugins',
        value: 'false',
        wins: true,
        line: 3,
      },
      {
        scope: 'project',
        file: `${project}/settings.json`,
        pointer: 'enabledPlugins',
        value: 'true',
        wins: false,
        line: 4,
      },
      {
        scope: 'user',
        file: `${home}/.claude/settings.json`,
        pointer: 'enabledPlugins',
        value: 'false',
        wins: false,
        line: 43,
      },
      { scope: 'default', file: '', pointer: 'on, unless the plugin says off', value: 'true', wins: false },
    ],
  };
}

function special(): Plugin[] {
  return [
    plugin({
      name: 'enterprise-observability-and-incident-response-runbooks-for-sres',
      marketplace: 'knowledge-work-plugins',
      provides: { mcpServers: 2 },
    }),
    plugin({ name: 'code-review', provides: { commands: 1 } }),
    plugin({
      name: 'hookify',
      agent: 'codex',
      marketplace: 'openai-curated',
      version: '2.0.0',
      provides: { skills: 2 },
    }),
    plugin({ name: 'מבחן-rtl', marketplace: 'zero\u200Bwidth', provides: { skills: 1 } }),
    plugin({ name: '<img src=x onerror=alert(1)>', marketplace: 'local-dev' }),
    alone('mcp', 'github', 'claude-code', true),
    alone('mcp', 'context7', 'codex', true),
    alone('skill', 'pdf', 'claude-code', true),
    alone('skill', 'release-notes', 'codex', false),
    alone('command', 'deploy', 'claude-code', true),
    alone('hooks', 'Settings hooks', 'claude-code', true),
  ];
}

function alone(
  kind: Exclude<Plugin['kind'], 'plugin'>,
  name: string,
  agent: Plugin['agent'],
  enabled: boolean,
): Plugin {
  const { marketplace: _none, ...row } = plugin({
    name,
    agent,
    kind,
    effective: { enabled },
    provides: { [kind === 'mcp' ? 'mcpServers' : kind === 'hooks' ? 'hooks' : `${kind}s`]: 1 },
  });
  const canSwitch = kind === 'mcp' || agent === 'codex';
  return {
    ...row,
    id: standaloneId(agent, kind, name, 'user'),
    installs: [
      { scope: 'user', path: agent === 'codex' ? `${home}/.codex/config.toml` : `${home}/.claude.json`, exists: true },
    ],
    switch: canSwitch
      ? { can: true }
      : { can: false, reason: `Claude Code has no switch for a loose ${kind}; remove its file to turn it off.` },
  };
}

const words = [
  'alpha',
  'browser',
  'canvas',
  'data',
  'engineering',
  'figma',
  'gitlab',
  'hex',
  'iterm',
  'jira',
  'kube',
  'linear',
  'memory',
  'notion',
  'otel',
];

function plain(size: number): Plugin[] {
  return Array.from({ length: Math.max(0, size - 20) }, (_, index) => {
    const name = `${words[index % words.length]}-${String(index).padStart(3, '0')}`;
    return plugin({
      name,
      agent: index % 4 === 0 ? 'codex' : 'claude-code',
      provides: { hooks: index % 5 === 0 ? 1 : 0, mcpServers: index % 3, skills: index % 7, commands: index % 4 },
      effective: { enabled: index % 6 !== 0, layers: layersOf(index % 6 !== 0) },
    });
  });
}

/** What `inventory.describe` adds. */
export function componentsOf({ provides, name }: Plugin): Component[] {
  const root = `${home}/.claude/plugins/cache/${name}/1.2.0`;
  const events = ['PreToolUse', 'PostToolUse', 'UserPromptSubmit', 'Stop', 'SessionStart', 'Setup', 'PreCompact'];
  const hooks = events.slice(0, provides.hooks).map(
    (event, index): Component => ({
      ...{
        kind: 'hook',
        name: event,
        event,
        matcher: index === 0 ? 'Bash|Edit' : '*',
        type: 'command',
        file: `${root}/hooks/hooks.json`,
        line: 10 + index,
      },
      command:
        index === 1
          ? `bash -lc 'export PATH="$($SHELL -lc "echo $PATH")"; ${'node worker.js --flag '.repeat(20)}'`
          : `python3 "\${CLAUDE_PLUGIN_ROOT}/hooks/${event.toLowerCase()}.py"`,
      ...(index === 0 ? { trust: 'untrusted' as const } : {}),
    }),
  );
  const servers = Array.from(
    { length: provides.mcpServers },
    (_, index): Component => ({
      kind: 'mcp-server',
      name: `server-${index + 1}`,
      type: 'stdio',
      command: 'npx',
      args: ['-y', '@upstash/context7-mcp'],
      env: ['CONTEXT7_API_KEY'],
      enabled: index === 0,
      file: `${root}/.mcp.json`,
      line: 3,
    }),
  );
  const skills = Array.from(
    { length: provides.skills },
    (_, index): Component => ({
      kind: 'skill',
      name: `skill-${index + 1}`,
      description: 'Use it when a table must be read.',
      file: `${root}/skills/skill-${index + 1}/SKILL.md`,
    }),
  );
  const commands = Array.from(
    { length: provides.commands },
    (_, index): Component => ({
      kind: 'command',
      name: `command-${index + 1}`,
      file: `${root}/commands/command-${index + 1}.md`,
      ...(index === 0 ? { shellCommands: [{ command: 'git status --short', line: 7 }] } : {}),
    }),
  );
  return [...hooks, ...servers, ...skills, ...commands];
}
