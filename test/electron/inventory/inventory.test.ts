import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { InventoryChanged } from '#contract/inventory';
import { createInventory } from '#inventory/inventory';
import { nodeReadPort } from '#platform/read-port-node';
import { eventually } from '#test/helpers/eventually';
import { folderAgent } from '#test/helpers/folder-agent';
import { temporaryFolder } from '#test/helpers/temporary-folder';

async function openInventory(home: string) {
  const agent = folderAgent();
  const inventory = await createInventory({
    modules: [agent],
    port: nodeReadPort(),
    machine: { platform: 'linux', home, env: {}, osPolicy: () => undefined },
    isSample: false,
    watch: true,
    now: () => new Date(),
    log: (message) => expect.fail(message),
  });
  const changes: InventoryChanged[] = [];
  inventory.onChanged((change) => {
    if (change.watching === undefined) changes.push(change);
  });
  onTestFinished(() => inventory.close());
  return { inventory, changes, agent };
}

function writeSwitches(home: string, switches: Record<string, boolean>) {
  const file = join(home, 'agent.json');
  writeFileSync(`${file}.new`, JSON.stringify(switches));
  renameSync(`${file}.new`, file);
}

test('a file replaced by rename becomes a numbered change, time after time', async () => {
  const home = temporaryFolder();
  writeSwitches(home, { a: true, b: true });
  const { inventory, changes } = await openInventory(home);
  const first = await inventory.snapshot(null);
  expect(first.plugins.map((plugin) => plugin.id)).toEqual(['codex:plugin/a', 'codex:plugin/b']);
  for (const round of [1, 2, 3]) {
    writeSwitches(home, { a: round % 2 === 0, b: true });
    await eventually(() => expect(changes).toHaveLength(round));
    const change = changes.at(-1);
    expect(change?.revision).toBeGreaterThanOrEqual(first.revision + round);
    expect(change?.changed.map((plugin) => [plugin.name, plugin.effective.enabled])).toEqual([['a', round % 2 === 0]]);
  }
});

test('a file that did not exist is seen when it comes, in a folder that did not exist either', async () => {
  const home = join(temporaryFolder(), 'not', 'there', 'yet');
  const { inventory, changes } = await openInventory(home);
  expect((await inventory.snapshot(null)).plugins).toEqual([]);
  mkdirSync(home, { recursive: true });
  writeSwitches(home, { late: true });
  await eventually(() =>
    expect(changes.flatMap((each) => each.changed.map((plugin) => plugin.name))).toEqual(['late']),
  );
});

test('a settings file that is a link is seen when the place it leads to is replaced', async () => {
  const home = temporaryFolder();
  const dotfiles = temporaryFolder();
  writeSwitches(dotfiles, { a: true });
  symlinkSync(join(dotfiles, 'agent.json'), join(home, 'agent.json'));
  const { inventory, changes } = await openInventory(home);
  await inventory.snapshot(null);
  writeSwitches(dotfiles, { a: false });
  await eventually(() => expect(changes.at(-1)?.changed[0]?.effective.enabled).toBe(false));
});

test('only the package that changed is read again', async () => {
  const home = temporaryFolder();
  for (const name of ['a', 'b']) {
    mkdirSync(join(home, 'packages', name), { recursive: true });
    writeFileSync(join(home, 'packages', name, 'about'), 'first');
    utimesSync(join(home, 'packages', name, 'about'), 1, 1);
  }
  writeSwitches(home, { a: true, b: true });
  const { inventory, changes, agent } = await openInventory(home);
  await inventory.snapshot(null);
  agent.packageReads.length = 0;
  writeFileSync(join(home, 'packages', 'b', 'about'), 'second');
  await eventually(() => expect(changes.at(-1)?.changed[0]?.description).toBe('second'));
  expect(agent.packageReads).toEqual(['b']);
});

test('a file caught half written is looked at again before anyone is told', async () => {
  const home = temporaryFolder();
  writeSwitches(home, { a: true });
  const { inventory, changes } = await openInventory(home);
  await inventory.snapshot(null);
  writeFileSync(join(home, 'agent.json'), '{"a": tr');
  await new Promise((resolve) => setTimeout(resolve, 60));
  writeSwitches(home, { a: false });
  await eventually(() => expect(changes).toHaveLength(1));
  expect(changes[0]?.agents).toBeUndefined();
  expect(changes[0]?.changed[0]?.effective.enabled).toBe(false);
});

test('a file that stays broken is told with its line, and mending it brings the list back', async () => {
  const home = temporaryFolder();
  writeSwitches(home, { a: true });
  const { inventory, changes } = await openInventory(home);
  await inventory.snapshot(null);
  writeFileSync(join(home, 'agent.json'), '{\n"a": tr');
  await eventually(() =>
    expect(changes.at(-1)?.agents?.[0]?.problems[0]).toMatchObject({ code: 'settings-invalid', line: 2 }),
  );
  writeSwitches(home, { a: true });
  await eventually(() => expect(changes.at(-1)?.agents?.[0]?.problems).toEqual([]));
});

test('a plugin that goes is removed', async () => {
  const home = temporaryFolder();
  writeSwitches(home, { a: true });
  const { inventory, changes } = await openInventory(home);
  await inventory.snapshot(null);
  rmSync(join(home, 'agent.json'));
  await eventually(() => expect(changes.flatMap((each) => each.removed)).toEqual(['codex:plugin/a']));
});

test('describing what is not there says so', async () => {
  const { inventory } = await openInventory(temporaryFolder());
  await expect(inventory.describe('codex:plugin/none', null)).rejects.toMatchObject({ code: 'not_found' });
});

test('whoever shows a view that many others pushed aside is told to ask for it again when something changes', async () => {
  const home = temporaryFolder();
  writeSwitches(home, { a: true });
  const { inventory, changes } = await openInventory(home);
  const first = await inventory.snapshot(null);
  for (const name of ['1', '2', '3', '4', '5', '6']) await inventory.snapshot(join(home, name));
  writeSwitches(home, { a: false });
  await eventually(() => expect(changes.some((change) => change.project === null)).toBe(true));
  expect(changes.find((change) => change.project === null)?.revision).toBeGreaterThan(first.revision + 1);
  const again = await inventory.snapshot(null);
  expect(again.plugins[0]?.effective.enabled).toBe(false);
  expect(again.revision).toBeGreaterThan(first.revision);
});

test('a storm of changes ends in the last state, told in few steps, each numbered higher', async () => {
  const home = temporaryFolder();
  writeSwitches(home, { a: true });
  const { inventory, changes, agent } = await openInventory(home);
  await inventory.snapshot(null);
  const before = agent.scans();
  for (let round = 1; round <= 200; round += 1) {
    writeSwitches(home, { a: round % 2 === 0, [`round-${round}`]: true });
    if (round % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await eventually(() =>
    expect(changes.flatMap((change) => change.changed.map((plugin) => plugin.name))).toContain('round-200'),
  );
  expect(agent.scans() - before).toBeLessThan(100);
  // What the watching itself says is numbered too, and left out of `changes` here.
  const numbers = changes.map((change) => change.revision);
  expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  expect((await inventory.snapshot(null)).plugins.map((plugin) => plugin.name)).toEqual(['a', 'round-200']);
});

test('closed while it reads, it stops reading and leaves nothing that keeps the program alive', async () => {
  const home = temporaryFolder();
  writeSwitches(home, Object.fromEntries(Array.from({ length: 200 }, (_each, at) => [`plugin-${at}`, true])));
  const program = join(import.meta.dirname, 'close-program.ts');
  const output = execFileSync(process.execPath, [program, home], { encoding: 'utf8', timeout: 20_000 });
  expect(output.trim().split('\n')).toEqual(['1 closed', '2 closed']);
});
