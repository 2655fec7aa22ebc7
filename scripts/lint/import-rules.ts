import {
  guardedModules,
  purePackages,
  type Room,
  rendererMayUse,
  rendererRooms,
  rooms,
  sharedAgentFolders,
} from './import-table.ts';

/** One override of oxlint's configuration: what files of one folder may not import. */
export interface FolderRule {
  files: string[];
  rules: { 'no-restricted-imports': ['error', { patterns: { group: string[]; message: string }[] }] };
}

export interface Folders {
  agents: readonly string[];
  features: readonly string[];
}

/** Later rules win over earlier ones, so a folder's own rule comes after that of the folder around it. */
export function importRules(folders: Folders): FolderRule[] {
  return [
    ...(Object.keys(rooms) as Room[]).map(roomRule),
    ...folders.agents.map(agentRule),
    ...Object.entries(rendererRooms).map(([name, allowed]) => rendererRule(name, allowed)),
    ...folders.features.map(featureRule),
  ];
}

function roomRule(room: Room): FolderRule {
  const arrows = rooms[room].map((other) => `!#${other}/**`);
  const pure = purePackages[room];
  if (pure !== undefined) {
    return rule([`electron/${room}/**`], `${room}/ is pure`, [
      '*',
      ...near,
      ...arrows,
      ...own(room),
      ...pure.flatMap(allow),
    ]);
  }
  const guarded = guardedModules.filter(({ rooms: guards }) => !guards.includes(room)).flatMap(({ names }) => names);
  return rule([`electron/${room}/**`], `${room}/ may not reach this`, [
    ...innerModules,
    ...arrows,
    ...own(room),
    ...guarded,
  ]);
}

function agentRule(agent: string): FolderRule {
  const shared = sharedAgentFolders.map((folder) => `!#agents/${folder}/**`);
  const group = ['*', ...near, '!#contract/**', '!#agents/*', `!#agents/${agent}/**`, ...shared];
  const message = 'An agent knows its own files and what all agents share, never another agent.';
  return rule([`electron/agents/${agent}/**`], message, [...group, ...(purePackages.agents ?? []).flatMap(allow)]);
}

function rendererRule(name: string, allowed: readonly string[]): FolderRule {
  const inside = [name, ...allowed].map((folder) => `!#renderer/${folder}/**`);
  const outside = rendererMayUse.map((room) => `!#${room}/**`);
  return rule([`renderer/${name}/**`], `renderer/${name}/ may not reach this`, [...windowGroup, ...outside, ...inside]);
}

function featureRule(feature: string): FolderRule {
  const outside = rendererMayUse.map((room) => `!#${room}/**`);
  const inside = [`features/${feature}`, ...rendererRooms.features].map((folder) => `!#renderer/${folder}/**`);
  const message = 'A feature never imports another feature; what two of them need belongs in ui/, store/ or lib/.';
  return rule([`renderer/features/${feature}/**`], message, [...windowGroup, ...outside, ...inside]);
}

const near = ['!./**', '!../**'];
const innerModules = ['\\#*/**'];
/** A window has neither Node nor Electron. */
const windowGroup = [
  ...innerModules,
  'node:*',
  'node:*/**',
  ...guardedModules.filter(({ names }) => !names.includes('react')).flatMap(({ names }) => names),
];

function own(room: string): string[] {
  return [`!#${room}/**`];
}

function allow(name: string): string[] {
  return [`!${name}`, `!${name}/**`];
}

function rule(files: string[], message: string, group: string[]): FolderRule {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] } };
}
