import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCore } from '#app/core';
import type { InventorySnapshot } from '#contract/inventory';
import { notRun } from '#test/helpers/not-run-list';
import { smallHome, smallHomeNames } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

interface Damage {
  name: string;
  onWindows?: false;
  /** Some damage leaves a file that can be read, or nothing at all. */
  mayBeSilent?: true;
  apply(file: string): void;
}

const damages: Damage[] = [
  { name: 'cut in half', apply: (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2)) },
  { name: 'empty', apply: (file) => writeFileSync(file, '') },
  { name: 'a number', apply: (file) => writeFileSync(file, '42') },
  { name: 'a list', apply: (file) => writeFileSync(file, '[[["x"]]]') },
  { name: 'null bytes', apply: (file) => writeFileSync(file, Buffer.alloc(4096)) },
  { name: 'not UTF-8', apply: (file) => writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x22])) },
  {
    name: 'nested ten thousand deep',
    apply: (file) => writeFileSync(file, `${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  },
  { name: '100 MB large', apply: (file) => truncateSync(file, 100 * 1024 * 1024) },
  {
    name: 'a folder',
    apply: (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  },
  {
    name: 'a FIFO',
    onWindows: false,
    apply: (file) => {
      rmSync(file);
      execFileSync('mkfifo', [file]);
    },
  },
  {
    name: 'a device',
    onWindows: false,
    apply: (file) => {
      rmSync(file);
      symlinkSync('/dev/zero', file);
    },
  },
  {
    name: 'a loop of links',
    onWindows: false,
    mayBeSilent: true,
    apply: (file) => {
      rmSync(file);
      symlinkSync(basename(file), file);
    },
  },
  {
    name: 'with a byte order mark',
    mayBeSilent: true,
    apply: (file) => writeFileSync(file, `\uFEFF${readFileSync(file, 'utf8')}`),
  },
  {
    name: 'with Windows line ends',
    mayBeSilent: true,
    apply: (file) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n')),
  },
];

async function look(home: string, project: string): Promise<InventorySnapshot> {
  const core = await createCore({
    home,
    isSample: false,
    watch: false,
    asked: 'terminal',
    log: (text) => expect.fail(text),
  });
  try {
    return await core.inventory.snapshot(project);
  } finally {
    await core.close();
  }
}

const filesNamed = (snapshot: InventorySnapshot) =>
  [
    ...snapshot.agents.flatMap((agent) => agent.problems),
    ...snapshot.plugins.flatMap((plugin) => plugin.problems),
  ].flatMap((each) => (each.file === undefined ? [] : [each.file]));

const pluginIds = (snapshot: InventorySnapshot, agent: string) =>
  snapshot.plugins.filter((plugin) => plugin.agent === agent && plugin.kind === 'plugin').map((plugin) => plugin.id);

// Skill bodies are text: whatever stands there is a skill without a name or description.
describe.each(smallHomeNames())('%s', (name) => {
  test.each(damages)('that is $name ends as a problem with its file, and everything else is listed', async (damage) => {
    if (damage.onWindows === false && process.platform === 'win32') return;
    const { home, project, files } = smallHome(temporaryFolder());
    const file = files[name] ?? expect.fail(name);
    damage.apply(file);
    const snapshot = await look(home, project);
    // A plugin is never lost because some file of its agent is broken: records, cache and settings each name it.
    expect(pluginIds(snapshot, 'claude-code')).toEqual([
      'claude-code:plugin/alpha@tools',
      'claude-code:plugin/beta@tools',
    ]);
    expect(pluginIds(snapshot, 'codex')).toEqual(['codex:plugin/delta@kit', 'codex:plugin/gamma@kit']);
    // An empty TOML file is a valid one.
    const isValid = name === 'codex config' && damage.name === 'empty';
    if (damage.mayBeSilent !== true && !isValid && !name.endsWith('skill'))
      expect(filesNamed(snapshot)).toContain(file);
  });
});

test('a socket in place of a settings file neither blocks nor hides the plugins', async () => {
  if (process.platform === 'win32') return;
  const { home, project, files } = smallHome(temporaryFolder());
  const file = files['claude settings'] ?? expect.fail();
  rmSync(file);
  const server = createServer().listen(file);
  onTestFinished(() => {
    server.close();
  });
  const snapshot = await look(home, project);
  expect(filesNamed(snapshot)).toContain(file);
  expect(pluginIds(snapshot, 'claude-code')).toHaveLength(2);
});

test('names with path parts, control or direction-changing characters are told and stay where they are', async () => {
  const { home, project, files } = smallHome(temporaryFolder());
  const settings = files['claude settings'] ?? expect.fail();
  writeFileSync(
    settings,
    JSON.stringify({ enabledPlugins: { '../../etc@tools': true, 'a\u202Eb@tools': true, 'c\u0007@tools': true } }),
  );
  const snapshot = await look(home, project);
  const hostile = snapshot.plugins.filter((plugin) => plugin.problems.some((each) => each.code === 'hostile-name'));
  expect(hostile).toHaveLength(3);
  for (const plugin of hostile) expect(plugin.id).toMatch(/^[\x21-\x7e]+$/);
});

test('a link that leads out of a plugin is told and not followed', async () => {
  if (process.platform === 'win32') return;
  const { home, project, files } = smallHome(temporaryFolder());
  const hooks = files['claude alpha hooks'] ?? expect.fail();
  const outside = join(dirname(home), 'outside.json');
  copyFileSync(hooks, outside);
  rmSync(hooks);
  symlinkSync(outside, hooks);
  const snapshot = await look(home, project);
  const alpha = snapshot.plugins.find((plugin) => plugin.id === 'claude-code:plugin/alpha@tools');
  expect(alpha?.problems.map((each) => each.code)).toContain('path-escapes');
  expect(alpha?.provides.hooks).toBe(0);
});

test('looking writes nothing', async () => {
  const { home, project } = smallHome(temporaryFolder());
  const tree = () => execFileSync('find', [home, '-printf', '%p %s %T@ %m\n'], { encoding: 'utf8' });
  const before = process.platform === 'linux' ? tree() : '';
  await look(home, project);
  if (process.platform === 'linux') expect(tree()).toBe(before);
});

test('ten thousand plugins are all listed, each with its own state', async () => {
  const { home, project, files } = smallHome(temporaryFolder());
  const many = Array.from({ length: 10_000 }, (_each, at) => `many-${at}`);
  const switches = many.map((name, at) => [`${name}@tools`, at % 2 === 0] as const);
  writeFileSync(files['claude settings'] ?? '', JSON.stringify({ enabledPlugins: Object.fromEntries(switches) }));
  const record = (name: string) => [{ scope: 'user', installPath: join(home, 'nowhere', name), version: '1.0.0' }];
  const records = Object.fromEntries(many.map((name) => [`${name}@tools`, record(name)]));
  writeFileSync(files['claude install records'] ?? '', JSON.stringify({ version: 2, plugins: records }));
  const tables = many.map((name, at) => `[plugins."${name}@kit"]\nenabled = ${at % 2 === 0}\n`);
  writeFileSync(files['codex config'] ?? '', tables.join('\n'));
  const snapshot = await look(home, project);
  for (const agent of ['claude-code', 'codex']) {
    const rows = snapshot.plugins.filter((plugin) => plugin.agent === agent && plugin.name.startsWith('many-'));
    expect(rows).toHaveLength(10_000);
    expect(rows.filter((plugin) => plugin.effective.enabled)).toHaveLength(5_000);
  }
});

const asNobody = ['--reuid', '65534', '--clear-groups'];
const isRoot = process.getuid?.() === 0;
const canBeNobody =
  process.platform === 'linux' && spawnSync('setpriv', [...asNobody, process.execPath, '--version']).status === 0;
if (isRoot && !canBeNobody)
  notRun('looking at folders without the right to', 'Started as root, it needs setpriv (util-linux).');

test.runIf(process.platform !== 'win32' && (!isRoot || canBeNobody))(
  'each folder of a home one may not read ends as a problem with its path, and the other agent keeps its plugins',
  () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    const program = [process.execPath, join(import.meta.dirname, 'forbidden-folders-program.ts'), join(folder, 'own')];
    const [command = '', ...args] = isRoot ? ['setpriv', ...asNobody, ...program] : program;
    const ran = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
    expect(ran.stderr).toBe('');
    const looks: { folder: string; files: string[]; ids: string[] }[] = JSON.parse(ran.stdout);
    expect(looks.length).toBeGreaterThan(40);
    for (const look of looks) {
      const below = look.folder.slice(join(folder, 'own', 'home').length);
      // Codex runs the copy in its cache; nothing asks what the source of a marketplace holds.
      if (/^\/kit\/(delta|gamma)/.test(below)) continue;
      expect(look.files.filter((file) => file === look.folder || file.startsWith(`${look.folder}/`))).not.toEqual([]);
      for (const agent of ['claude-code', 'codex']) {
        // Without its whole folder an agent has no records left; elsewhere no plugin is lost.
        const isWhole = below === (agent === 'codex' ? '/.codex' : '/.claude');
        const plugins = look.ids.filter((id) => id.startsWith(`${agent}:plugin/`));
        if (!isWhole) expect(plugins).toHaveLength(2);
      }
    }
  },
  90_000,
);
