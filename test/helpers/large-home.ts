import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface LargeHome {
  home: string;
  /** The user settings of Claude Code, and in them a plugin that is on. */
  settings: string;
  flipped: { id: string; key: string };
}

/** One marketplace for so many plugins. */
const MARKET_SIZE = 40;

/**
 * A home with `count` plugins under `folder`: two thirds of Claude Code, one third of Codex. Each has what plugins
 * usually have (manifest, skills, commands, an agent, some hooks and servers) and files that decide nothing. Every
 * tenth is off, every fiftieth is switched on and not installed. The same count makes the same home.
 */
export function largeHome(folder: string, count: number): LargeHome {
  const home = join(folder, `home-${count}`);
  const claudeCount = Math.ceil((count * 2) / 3);
  const claude = numbers(claudeCount).map((at) => planned('claude', at));
  const codex = numbers(count - claudeCount).map((at) => planned('codex', at));
  writeClaude(home, claude);
  writeCodex(home, codex);
  const flipped = `${claude[0]?.name}@${claude[0]?.market}`;
  return {
    home,
    settings: join(home, '.claude', 'settings.json'),
    flipped: { id: `claude-code:plugin/${flipped}`, key: flipped },
  };
}

interface PlannedPlugin {
  at: number;
  name: string;
  market: string;
  version: string;
  isOn: boolean;
  isThere: boolean;
}

function planned(agent: 'claude' | 'codex', at: number): PlannedPlugin {
  return {
    at,
    name: `${subjects[at % subjects.length]}-${deeds[Math.floor(at / subjects.length) % deeds.length]}-${at}`,
    market: `${agent}-market-${Math.floor(at / MARKET_SIZE)}`,
    version: `1.${at % 7}.0`,
    isOn: at % 10 !== 9,
    isThere: at % 50 !== 49,
  };
}

const subjects = ['review', 'deploy', 'docs', 'design', 'data', 'release', 'search', 'tests'];
const deeds = ['helper', 'kit', 'guard', 'lens', 'flow'];

function writeClaude(home: string, plugins: readonly PlannedPlugin[]): void {
  const root = join(home, '.claude');
  const cache = (each: PlannedPlugin) => join(root, 'plugins', 'cache', each.market, each.name, each.version);
  const installed = plugins.filter((each) => each.isThere);
  for (const each of installed) writePackage(cache(each), '.claude-plugin', each);
  const records = installed.map((each) => [
    `${each.name}@${each.market}`,
    [{ scope: 'user', installPath: cache(each), version: each.version, installedAt: day, lastUpdated: day }],
  ]);
  writeJson(join(root, 'plugins', 'installed_plugins.json'), { version: 2, plugins: Object.fromEntries(records) });
  const places = byMarket(plugins).map(([name, listed]) => {
    const place = join(root, 'plugins', 'marketplaces', name);
    writeJson(join(place, '.claude-plugin', 'marketplace.json'), {
      name,
      owner: { name: 'Example' },
      plugins: listed.map((each) => ({ name: each.name, source: `./${each.name}`, description: sentence(each) })),
    });
    return [name, { source: { source: 'github', repo: `example/${name}` }, installLocation: place, lastUpdated: day }];
  });
  writeJson(join(root, 'plugins', 'known_marketplaces.json'), Object.fromEntries(places));
  writeJson(join(root, 'settings.json'), {
    model: 'opus',
    enabledPlugins: Object.fromEntries(plugins.map((each) => [`${each.name}@${each.market}`, each.isOn])),
  });
  writeJson(join(home, '.claude.json'), {
    numStartups: 120,
    mcpServers: Object.fromEntries(numbers(3).map((at) => [`server-${at}`, server(at)])),
  });
  for (const at of numbers(5)) write(join(root, 'skills', `loose-${at}`, 'SKILL.md'), skill(`loose-${at}`));
}

function writeCodex(home: string, plugins: readonly PlannedPlugin[]): void {
  const root = join(home, '.codex');
  const markets = byMarket(plugins);
  for (const each of plugins.filter(({ isThere }) => isThere)) {
    writePackage(join(root, 'plugins', 'cache', each.market, each.name, each.version), '.codex-plugin', each);
  }
  for (const [name, listed] of markets) {
    writeJson(join(home, 'markets', name, '.agents', 'plugins', 'marketplace.json'), {
      name,
      plugins: listed.map((each) => ({ name: each.name, source: { source: 'local', path: `./${each.name}` } })),
    });
  }
  const tables = [
    'model = "gpt-5.5"',
    ...markets.map(
      ([name]) => `[marketplaces.${name}]\nsource_type = "local"\nsource = ${quoted(join(home, 'markets', name))}`,
    ),
    ...plugins.map((each) => `[plugins.${quoted(`${each.name}@${each.market}`)}]\nenabled = ${each.isOn}`),
    ...numbers(3).map((at) => `[mcp_servers.server-${at}]\ncommand = "node"\nargs = ["server-${at}.js"]`),
  ];
  write(join(root, 'config.toml'), `${tables.join('\n\n')}\n`);
  for (const at of numbers(5)) write(join(home, '.agents', 'skills', `loose-${at}`, 'SKILL.md'), skill(`loose-${at}`));
}

function writePackage(root: string, manifestFolder: string, plugin: PlannedPlugin): void {
  const { at, name, version } = plugin;
  const isClaude = manifestFolder === '.claude-plugin';
  writeJson(join(root, manifestFolder, 'plugin.json'), {
    name,
    version,
    description: sentence(plugin),
    author: { name: 'Example', email: 'plugins@example.org' },
    homepage: `https://example.org/${name}`,
    license: 'MIT',
    keywords: ['example', 'tools'],
  });
  for (const each of numbers(1 + (at % 4))) {
    write(join(root, 'skills', `skill-${each}`, 'SKILL.md'), skill(`skill-${each}`));
    write(join(root, 'skills', `skill-${each}`, 'reference.md'), body);
  }
  if (isClaude) {
    for (const each of numbers(at % 3)) write(join(root, 'commands', `command-${each}.md`), skill(`command-${each}`));
    if (at % 2 === 0) write(join(root, 'agents', 'reviewer.md'), skill('reviewer'));
  }
  if (at % 3 === 0) {
    const hook = { type: 'command', command: `\${CLAUDE_PLUGIN_ROOT}/scripts/check.sh` };
    writeJson(join(root, 'hooks', 'hooks.json'), {
      hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [hook] }], SessionStart: [{ hooks: [hook] }] },
    });
    write(join(root, 'scripts', 'check.sh'), '#!/bin/sh\nexit 0\n');
  }
  if (at % 2 === 1) writeJson(join(root, '.mcp.json'), { mcpServers: { [name]: server(at) } });
  write(join(root, 'README.md'), body);
  for (const each of numbers(4)) write(join(root, 'src', `part-${each}.js`), `export const part = ${each};\n`);
}

const day = '2026-10-01T08:00:00.000Z';
const body = 'What stands here is for people and decides nothing.\n'.repeat(40);

function skill(name: string): string {
  return `---\nname: ${name}\ndescription: Use when ${name} is what the task needs.\n---\n${body}`;
}

function server(at: number): object {
  return at % 4 === 3
    ? { type: 'http', url: `https://mcp-${at}.example.org/mcp` }
    : { command: 'node', args: [`\${CLAUDE_PLUGIN_ROOT}/server.js`, '--port', '0'], env: { LOG_LEVEL: 'warn' } };
}

function sentence({ name }: PlannedPlugin): string {
  return `Everything a team needs for ${name}, from the first draft to the last check.`;
}

function byMarket(plugins: readonly PlannedPlugin[]): [string, PlannedPlugin[]][] {
  return [...Map.groupBy(plugins, (each) => each.market)];
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function writeJson(path: string, value: unknown): void {
  write(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
