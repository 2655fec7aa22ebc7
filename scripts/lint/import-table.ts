/**
 * Which room may import which, and which of them may touch the machine. ARCHITECTURE.md tells the same table in words,
 * oxlint.config.ts turns it into lint rules, and test/repo/import-rules.test.ts plants a violation of each.
 */

/** Names of `electron/` folders. Rooms that are not built yet keep their row, so that they start with their walls. */
export const rooms = {
  contract: [],
  rpc: ['contract'],
  agents: ['contract'],
  platform: ['agents', 'contract'],
  inventory: ['agents', 'platform', 'contract'],
  changes: ['agents', 'platform', 'contract'],
  history: ['agents', 'platform', 'contract'],
  review: ['platform', 'contract'],
  policy: ['contract'],
  secrets: ['platform', 'contract'],
  sandbox: ['policy', 'platform', 'contract'],
  runtime: ['sandbox', 'secrets', 'policy', 'platform', 'contract'],
  gateway: ['runtime', 'policy', 'contract'],
  app: [
    'rpc',
    'agents',
    'platform',
    'inventory',
    'changes',
    'history',
    'review',
    'policy',
    'secrets',
    'sandbox',
    'runtime',
    'gateway',
    'contract',
  ],
  desktop: ['app', 'rpc', 'contract'],
  serve: ['app', 'rpc', 'contract'],
  // `gatehouse serve` is a command, so one door opens another.
  cli: ['app', 'rpc', 'contract', 'serve'],
} as const satisfies Record<string, readonly string[]>;

export type Room = keyof typeof rooms;

/** Pure rooms run anywhere: these packages and nothing else, no module of Node's. */
export const purePackages: Partial<Record<Room, readonly string[]>> = {
  contract: ['zod'],
  rpc: ['zod'],
  agents: ['zod', 'jsonc-parser', 'smol-toml', 'toml-eslint-parser', 'yaml'],
  policy: ['zod', 'yaml'],
};

/** Folders of `agents/` that several agents share. */
export const sharedAgentFolders: readonly string[] = ['agent-plugins'];

export interface GuardedModule {
  names: readonly string[];
  rooms: readonly Room[];
}

/** Modules that reach outside the process, and the only rooms that may. */
export const guardedModules: readonly GuardedModule[] = [
  { names: ['electron', 'electron/**'], rooms: ['desktop'] },
  { names: ['keytar'], rooms: ['secrets'] },
  { names: ['chokidar'], rooms: ['inventory'] },
  { names: ['ws'], rooms: ['serve', 'gateway'] },
  { names: builtin('child_process'), rooms: ['platform', 'runtime', 'sandbox', 'secrets', 'serve'] },
  {
    names: builtin('fs', 'fs/promises'),
    rooms: ['platform', 'inventory', 'history', 'sandbox', 'app', 'desktop', 'serve', 'cli'],
  },
  {
    names: builtin('http', 'https', 'http2', 'net', 'tls', 'dgram'),
    rooms: ['serve', 'sandbox', 'runtime', 'gateway'],
  },
  { names: builtin('sqlite'), rooms: ['platform', 'changes', 'history', 'app'] },
  { names: ['react', 'react/**', 'react-dom', 'react-dom/**', 'zustand', 'zustand/**', 'radix-ui'], rooms: [] },
];

/** Folders of `renderer/` and what each may use of the others; a feature also never imports another feature. */
export const rendererRooms = {
  lib: [],
  ui: ['lib'],
  connect: ['lib'],
  store: ['connect', 'lib'],
  features: ['store', 'ui', 'lib'],
  app: ['features', 'store', 'connect', 'ui', 'lib', 'styles'],
} as const satisfies Record<string, readonly string[]>;

/** What the window may use of `electron/`. */
export const rendererMayUse: readonly Room[] = ['contract', 'rpc'];

function builtin(...names: string[]): string[] {
  return names.flatMap((name) => [name, `node:${name}`]);
}
