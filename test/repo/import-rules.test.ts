import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  guardedModules,
  purePackages,
  type Room,
  rendererMayUse,
  rendererRooms,
  rooms,
} from '#scripts/lint/import-table.ts';
import { projectRoot } from '#scripts/setup/project-root.mjs';

interface Planted {
  file: string;
  text: string;
  /** Undefined when it has to be allowed. */
  rule?: string;
}

const arrowRule = 'eslint(no-restricted-imports)';
const names = Object.keys(rooms) as Room[];
let planted = 0;

function plant(folder: string, text: string, rule?: string, ending = 'ts'): Planted {
  planted += 1;
  return { file: `${folder}/planted-${planted}.${ending}`, text: `${text}\n`, ...(rule === undefined ? {} : { rule }) };
}

const importing = (from: string) => `import { thing } from '${from}';\nexport const used = thing;`;

const betweenRooms = names.flatMap((room) =>
  names
    .filter((other) => other !== room)
    .map((other) => {
      const isAllowed = (rooms[room] as readonly string[]).includes(other);
      return plant(`electron/${room}`, importing(`#${other}/thing`), isAllowed ? undefined : arrowRule);
    }),
);

const outOfTheProcess = names.flatMap((room) =>
  guardedModules.map(({ names: modules, rooms: guards }) => {
    const isAllowed = guards.includes(room);
    return plant(
      `electron/${room}`,
      importing(modules.at(-1)?.replace('**', 'thing') ?? ''),
      isAllowed ? undefined : arrowRule,
    );
  }),
);

const pure = (Object.keys(purePackages) as Room[]).flatMap((room) => [
  plant(`electron/${room}`, importing('node:path'), arrowRule),
  plant(`electron/${room}`, importing('some-package'), arrowRule),
  plant(`electron/${room}`, importing('zod')),
  plant(`electron/${room}`, importing('./near.ts')),
]);

const ways = [
  plant('electron/policy', "import type { Thing } from '#secrets/thing';\nexport type Used = Thing;", arrowRule),
  plant('electron/policy', "export { thing } from '#secrets/thing';", arrowRule),
  plant('electron/policy', "export const thing = await import('#secrets/thing');", arrowRule),
];

const agents = [
  plant('electron/agents/claude-code', importing('#agents/codex/thing'), arrowRule),
  plant('electron/agents/codex', importing('#agents/claude-code/thing'), arrowRule),
  plant('electron/agents/codex', importing('#agents/read-port')),
  plant('electron/agents/codex', importing('#agents/agent-plugins/thing')),
  plant('electron/agents/codex', importing('node:fs'), arrowRule),
  plant('electron/agents/agent-plugins', importing('#agents/codex/thing'), arrowRule),
];

const windowRooms = Object.keys(rendererRooms);
const inTheWindow = windowRooms.flatMap((room) => [
  ...windowRooms
    .filter((other) => other !== room)
    .map((other) => {
      const isAllowed = (rendererRooms[room as keyof typeof rendererRooms] as readonly string[]).includes(other);
      return plant(`renderer/${room}`, importing(`#renderer/${other}/thing.ts`), isAllowed ? undefined : arrowRule);
    }),
  plant(`renderer/${room}`, importing('#platform/thing'), arrowRule),
  plant(`renderer/${room}`, importing('node:path'), arrowRule),
  plant(`renderer/${room}`, importing('electron'), arrowRule),
  plant(`renderer/${room}`, importing('#contract/thing')),
]);

const features = [
  plant('renderer/features/one', importing('#renderer/features/two/thing.tsx'), arrowRule),
  plant('renderer/features/one', importing('#renderer/app/thing.ts'), arrowRule),
  plant('renderer/features/one', importing('#renderer/features/one/thing.tsx')),
  plant('renderer/features/one', importing('#renderer/ui/thing.tsx')),
];

const style = [
  plant('electron/platform', 'export default function thing() {}', 'import(no-default-export)'),
  plant('electron/platform', 'export const thing: any = 1;', 'typescript(no-explicit-any)'),
  plant('electron/platform', 'export const first = (list: string[]) => list[0]!;', 'typescript(no-non-null-assertion)'),
  plant('electron/platform', 'export function quiet() {\n  try {\n    quiet();\n  } catch {}\n}', 'eslint(no-empty)'),
  plant(
    'electron/platform',
    'async function work() {}\nexport function start() {\n  work();\n}',
    'typescript(no-floating-promises)',
  ),
];

const circle: Planted[] = [
  {
    file: 'electron/platform/round-a.ts',
    text: "export { b as a } from './round-b.ts';\n",
    rule: 'import(no-cycle)',
  },
  {
    file: 'electron/platform/round-b.ts',
    text: "export { a as b } from '#platform/round-a';\n",
    rule: 'import(no-cycle)',
  },
];

/** One test for each sentence. */
const claims: [string, Planted[]][] = [
  ...names.map((room): [string, Planted[]] => [
    `keep ${room}/ to its arrows`,
    betweenRooms.filter(({ file }) => file.startsWith(`electron/${room}/`)),
  ]),
  ['keep modules that reach out of the process to their rooms', outOfTheProcess],
  ['keep pure rooms pure', pure],
  ['see types, re-exports and dynamic imports', ways],
  ['keep agents apart', agents],
  ['keep the folders of the window to their arrows, and the machine out of it', inTheWindow],
  ['keep features apart', features],
  ['see a circle', circle],
  ...style.map((each): [string, Planted[]] => [`refuse ${each.text.trim().replaceAll(/\s+/g, ' ')}`, [each]]),
];
let house = '';
const found = new Map<string, string[]>();

/** Lints a house with the project's own rules and nothing in it but what was planted. */
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'gatehouse-rules-'));
  for (const file of ['package.json', 'oxlint.config.ts', 'scripts/lint']) {
    cpSync(join(projectRoot, file), join(house, file), { recursive: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(house, 'node_modules'), 'junction');
  const compilerOptions = {
    strict: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2024',
    noEmit: true,
  };
  writeFileSync(
    join(house, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, allowImportingTsExtensions: true } }),
  );
  for (const { file, text } of claims.flatMap(([, each]) => each)) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), text);
  }
  for (const { filename, code } of lint(house)) found.set(filename, [...(found.get(filename) ?? []), code]);
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

function lint(folder: string): { filename: string; code: string }[] {
  const oxlint = join(projectRoot, 'node_modules/oxlint/bin/oxlint');
  const args = [oxlint, '--type-aware', '--format=json', 'electron', 'renderer'];
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  try {
    return JSON.parse(execFileSync(process.execPath, args, options)).diagnostics;
  } catch (error) {
    // It exits with 1 because it found what was planted.
    if (error instanceof Error && 'stdout' in error) return JSON.parse(String(error.stdout)).diagnostics;
    throw error;
  }
}

describe('the lint rules', () => {
  it.each(claims)('%s', (_sentence, each) => {
    const missed = each.filter(({ file, rule }) => rule !== undefined && !found.get(file)?.includes(rule));
    const bitten = each.filter(({ file, rule }) => rule === undefined && found.get(file)?.includes(arrowRule));
    expect({ missed, bitten }).toEqual({ missed: [], bitten: [] });
  });

  it('were tried on both sides of every kind of wall', () => {
    const every = claims.flatMap(([, each]) => each);
    expect(every.filter(({ rule }) => rule === undefined).length).toBeGreaterThan(50);
    expect(every.filter(({ rule }) => rule !== undefined).length).toBeGreaterThan(300);
  });
});

/** Paths with `..` that an import, a re-export or a type import of `text` names. */
function upward(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]((?:\.\/)?\.\.[^'"]*)['"]/g)].map((match) => match[1] ?? '');
}

/** The room a file is in: a folder of electron/ (of agents/ for an agent) or of renderer/ (of features/ for a feature). */
function roomOf(file: string): string {
  const parts = file.split(sep);
  const isNested = (parts[1] === 'agents' || parts[1] === 'features') && parts.length > 3;
  return parts.slice(0, isNested ? 3 : 2).join('/');
}

function leaves(file: string, text: string): string[] {
  return upward(text).filter((target) => roomOf(relative('.', join(dirname(file), target))) !== roomOf(file));
}

describe('a path with ..', () => {
  it('never leaves a room', () => {
    const files = globSync('{electron,renderer}/**/*.{ts,tsx}', { cwd: projectRoot });
    const leaving = files.flatMap((file) =>
      leaves(file, readFileSync(resolve(projectRoot, file), 'utf8')).map((target) => `${file}: ${target}`),
    );
    expect(leaving).toEqual([]);
  });

  it.each([
    ['electron/cli/commands/list.ts', "import { exit } from '../arguments.ts';", []],
    ['electron/cli/list.ts', "import { exit } from '../serve/serve.ts';", ['../serve/serve.ts']],
    ['electron/cli/list.ts', "export { exit } from './../serve/serve.ts';", ['./../serve/serve.ts']],
    ['electron/agents/codex/list.ts', "type A = import('../claude-code/a.ts').A;", ['../claude-code/a.ts']],
    ['electron/agents/codex/list.ts', "import { a } from '../shapes.ts';", ['../shapes.ts']],
    ['renderer/features/one/a.tsx', "const b = await import('../two/b.tsx');", ['../two/b.tsx']],
  ])('is judged in %s: %s', (file, text, leaving) => {
    expect(leaves(file.replaceAll('/', sep), text)).toEqual(leaving);
  });
});

/** Rooms a file names in `import('#room/x').Type`, which the lint rule does not see, and may not reach. */
function forbiddenTypeImports(file: string, text: string): string[] {
  const room = names.find((name) => file.split(sep).join('/').startsWith(`electron/${name}/`));
  const allowed: readonly string[] = room === undefined ? rendererMayUse : [room, ...rooms[room]];
  const named = [...text.matchAll(/import\s*\(\s*['"]#([a-z]+)\//g)].map((match) => match[1] ?? '');
  return named.filter((name) => name in rooms && !allowed.includes(name));
}

describe('an import written inside a type or a call', () => {
  it('follows the arrows between rooms', () => {
    const files = globSync('{electron,renderer}/**/*.{ts,tsx}', { cwd: projectRoot });
    const wrong = files.flatMap((file) =>
      forbiddenTypeImports(file, readFileSync(resolve(projectRoot, file), 'utf8')).map((room) => `${file}: ${room}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['electron/cli/list.ts', "type A = import('#changes/changes').Changes;", ['changes']],
    ['electron/agents/codex/list.ts', "const a = await import('#platform/machine');", ['platform']],
    ['renderer/app/main.tsx', "type A = import('#app/app').App;", ['app']],
    ['electron/app/core.ts', "await import('#changes/changes');", []],
  ])('is judged in %s: %s', (file, text, wrong) => {
    expect(forbiddenTypeImports(file.replaceAll('/', sep), text)).toEqual(wrong);
  });
});
