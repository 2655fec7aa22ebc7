import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface SmallHome {
  home: string;
  project: string;
  /** Absolute paths of every config file both agents read, by a short name. */
  files: Readonly<Record<string, string>>;
}

/**
 * A home with both agents: two Claude Code plugins (one on, one off), a user and a project server, a loose
 * skill; two Codex plugins, a server, a skill. Written fresh, in the shapes the real programs write.
 */
export function smallHome(folder: string): SmallHome {
  const { home, project, layout } = describeSmallHome(folder);
  for (const { path, content } of layout) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const named = layout.flatMap(({ name, path }) => (name === undefined ? [] : [[name, path] as const]));
  return { home, project, files: Object.fromEntries(named) };
}

/** The short names `files` has. */
export function smallHomeNames(): string[] {
  return describeSmallHome('/').layout.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

interface PlannedFile {
  path: string;
  content: string;
  name?: string;
}

function describeSmallHome(folder: string): { home: string; project: string; layout: PlannedFile[] } {
  const home = join(folder, 'home');
  const project = join(home, 'work', 'shop');
  const claude = join(home, '.claude');
  const codex = join(home, '.codex');
  const marketplace = join(claude, 'plugins', 'marketplaces', 'tools');
  const layout: PlannedFile[] = [];

  const write = (path: string, content: string, name?: string) => {
    layout.push({ path, content, ...(name === undefined ? {} : { name }) });
  };
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  const skill = (name: string) => `---\nname: ${name}\ndescription: What ${name} is for\n---\nBody\n`;

  write(
    join(claude, 'settings.json'),
    json({ enabledPlugins: { 'alpha@tools': true, 'beta@tools': false }, model: 'opus' }),
    'claude settings',
  );
  write(
    join(home, '.claude.json'),
    json({
      numStartups: 3,
      mcpServers: { memory: { type: 'stdio', command: 'node', args: ['memory.js'], env: { TOKEN: 'x' } } },
      projects: { [project]: { hasTrustDialogAccepted: true, mcpServers: {} } },
    }),
    'claude state',
  );
  const installs = ['alpha', 'beta'].map((name) => {
    const root = join(claude, 'plugins', 'cache', 'tools', name, '1.0.0');
    write(
      join(root, '.claude-plugin', 'plugin.json'),
      json({ name, version: '1.0.0', description: `The ${name}` }),
      `claude ${name} manifest`,
    );
    write(join(root, 'skills', 'go', 'SKILL.md'), skill('go'), `claude ${name} skill`);
    write(
      join(root, 'hooks', 'hooks.json'),
      json({ hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'echo hi' }] }] } }),
      `claude ${name} hooks`,
    );
    write(
      join(root, '.mcp.json'),
      json({ mcpServers: { probe: { command: 'node', args: ['p.js'] } } }),
      `claude ${name} servers`,
    );
    const record = {
      scope: 'user',
      installPath: root,
      version: '1.0.0',
      installedAt: '2026-10-01T08:00:00.000Z',
      lastUpdated: '2026-10-01T08:00:00.000Z',
    };
    return [`${name}@tools`, [record]] as const;
  });
  write(
    join(claude, 'plugins', 'installed_plugins.json'),
    json({ version: 2, plugins: Object.fromEntries(installs) }),
    'claude install records',
  );
  write(
    join(claude, 'plugins', 'known_marketplaces.json'),
    json({
      tools: {
        source: { source: 'github', repo: 'example/tools' },
        installLocation: marketplace,
        lastUpdated: '2026-10-01T08:00:00.000Z',
      },
    }),
    'claude marketplaces',
  );
  write(
    join(marketplace, '.claude-plugin', 'marketplace.json'),
    json({
      name: 'tools',
      owner: { name: 'Example' },
      plugins: [
        { name: 'alpha', source: './alpha' },
        { name: 'beta', source: './beta' },
      ],
    }),
    'claude marketplace file',
  );
  write(join(claude, 'skills', 'loose', 'SKILL.md'), skill('loose'), 'claude loose skill');
  write(
    join(project, '.mcp.json'),
    json({ mcpServers: { db: { command: 'node', args: ['db.js'] } } }),
    'project servers',
  );
  write(
    join(project, '.claude', 'settings.json'),
    json({ enabledPlugins: { 'beta@tools': true } }),
    'project settings',
  );
  write(join(project, '.claude', 'settings.local.json'), json({ enabledMcpjsonServers: ['db'] }), 'local settings');

  write(
    join(codex, 'config.toml'),
    [
      '# keep this comment',
      'model = "gpt-5.5"',
      '',
      '[marketplaces.kit]',
      'source_type = "local"',
      `source = ${JSON.stringify(join(home, 'kit'))}`,
      '',
      '[plugins."gamma@kit"]',
      'enabled = true',
      '',
      '[plugins."delta@kit"]',
      'enabled = false # for now',
      '',
      '[mcp_servers.notes]',
      'command = "node"',
      'args = ["notes.js"]',
      '',
      `[projects.${JSON.stringify(project)}]`,
      'trust_level = "trusted"',
      '',
    ].join('\n'),
    'codex config',
  );
  for (const name of ['gamma', 'delta']) {
    const root = join(codex, 'plugins', 'cache', 'kit', name, '0.1.0');
    write(
      join(root, '.codex-plugin', 'plugin.json'),
      json({ name, version: '0.1.0', description: `The ${name}` }),
      `codex ${name} manifest`,
    );
    write(join(root, 'skills', 'help', 'SKILL.md'), skill('help'), `codex ${name} skill`);
    write(join(home, 'kit', name, '.codex-plugin', 'plugin.json'), json({ name, version: '0.1.0' }));
  }
  write(
    join(home, 'kit', '.agents', 'plugins', 'marketplace.json'),
    json({
      name: 'kit',
      plugins: ['gamma', 'delta'].map((name) => ({ name, source: { source: 'local', path: `./${name}` } })),
    }),
    'codex marketplace file',
  );
  write(join(home, '.agents', 'skills', 'shared', 'SKILL.md'), skill('shared'), 'codex loose skill');
  return { home, project, layout };
}
