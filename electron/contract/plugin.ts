import { z } from 'zod';
import { agentIds, pluginKinds, scopes } from './plugin-id.ts';

/** Shapes of DESIGN section 6. Fields may be added, never renamed. */

export const problemSeverities = ['error', 'warning', 'info'] as const;

export const problemSchema = z
  .strictObject({
    code: z.string().describe('stable, listed in docs/problems.md'),
    severity: z.enum(problemSeverities),
    message: z.string().describe('what is wrong and what to do, in words'),
    file: z.string().describe('absolute path of the file it concerns').optional(),
    line: z.number().int().positive().optional(),
  })
  .describe('something wrong or surprising, found in a file');
export type Problem = z.infer<typeof problemSchema>;

export const installSchema = z.strictObject({
  scope: z.enum(scopes),
  projectPath: z.string().optional(),
  version: z.string().optional(),
  commit: z.string().optional(),
  path: z.string().describe('folder that is loaded; a config file for servers and hooks'),
  exists: z.boolean(),
  installedAt: z.string().optional(),
});
export type Install = z.infer<typeof installSchema>;

export const layerScopes = [
  'managed',
  'requirements',
  'flag',
  'local',
  'project',
  'profile',
  'user',
  'system',
  'record',
  'default',
] as const;
export type LayerScope = (typeof layerScopes)[number];

export const layerSchema = z.strictObject({
  scope: z.enum(layerScopes),
  file: z.string(),
  pointer: z.string().describe('where in the file: keys joined with a dot, quoted where needed'),
  value: z.string().describe('the value as text; empty when the layer is silent'),
  wins: z.boolean(),
  line: z.number().int().positive().describe('1-based line of the value').optional(),
  note: z.string().describe('why the layer does not count, when it does not').optional(),
});
export type Layer = z.infer<typeof layerSchema>;

export const effectiveStates = ['enabled', 'disabled', 'missing', 'broken', 'blocked'] as const;
export type EffectiveState = (typeof effectiveStates)[number];

export const effectiveSchema = z.strictObject({
  state: z.enum(effectiveStates).describe('what would happen'),
  enabled: z.boolean().describe("what the agent's own list says for this project"),
  decidedBy: z.strictObject({
    scope: z.enum(layerScopes),
    file: z.string().optional(),
    pointer: z.string().optional(),
    value: z.string().optional(),
    reason: z.string().describe('one sentence for people'),
  }),
  layers: z.array(layerSchema).describe('highest first, silent ones included where the file could speak'),
});
export type Effective = z.infer<typeof effectiveSchema>;

export const componentKinds = [
  'skill',
  'command',
  'agent',
  'hook',
  'mcp-server',
  'lsp-server',
  'monitor',
  'module',
  'app',
  'output-style',
  'workflow',
  'theme',
  'executable',
] as const;
export type ComponentKind = (typeof componentKinds)[number];

export const componentSchema = z.strictObject({
  kind: z.enum(componentKinds),
  name: z.string(),
  file: z.string().describe('absolute path where it is defined').optional(),
  line: z.number().int().positive().optional(),
  description: z.string().optional(),
  event: z.string().describe('hook event, or when a monitor starts').optional(),
  matcher: z.string().optional(),
  type: z.string().describe('command, http, prompt …; stdio, http, sse, ws for servers').optional(),
  command: z.string().optional(),
  args: z.array(z.string()).optional(),
  cwd: z.string().optional(),
  url: z.string().optional(),
  env: z.array(z.string()).describe('names only, never values').optional(),
  headers: z.array(z.string()).describe('names only, never values').optional(),
  shellCommands: z
    .array(z.strictObject({ command: z.string(), line: z.number().int().positive() }))
    .describe('shell commands run when a skill or command loads')
    .optional(),
  enabled: z.boolean().describe('absent when it has no switch of its own').optional(),
  trust: z.enum(['managed', 'trusted', 'modified', 'untrusted']).describe('Codex hook trust').optional(),
  reason: z.string().describe('why it is off, or does not run').optional(),
  uncaged: z.literal(true).describe('the user lets it run without a cage where there can be none').optional(),
  guarded: z
    .literal(true)
    .describe('its agent starts it through Gatehouse; told is what its entry said before')
    .optional(),
});
export type Component = z.infer<typeof componentSchema>;

export const providesSchema = z.strictObject({
  skills: z.number().int(),
  commands: z.number().int(),
  agents: z.number().int(),
  hooks: z.number().int(),
  mcpServers: z.number().int(),
  lspServers: z.number().int(),
  monitors: z.number().int(),
  modules: z.number().int(),
  apps: z.number().int(),
  executables: z.number().int(),
  outputStyles: z.number().int(),
  workflows: z.number().int(),
  themes: z.number().int(),
});
export type Provides = z.infer<typeof providesSchema>;

export const nothingProvided: Provides = {
  skills: 0,
  commands: 0,
  agents: 0,
  hooks: 0,
  mcpServers: 0,
  lspServers: 0,
  monitors: 0,
  modules: 0,
  apps: 0,
  executables: 0,
  outputStyles: 0,
  workflows: 0,
  themes: 0,
};

export const pluginSchema = z.strictObject({
  id: z.string(),
  agent: z.enum(agentIds),
  kind: z.enum(pluginKinds),
  name: z.string(),
  displayName: z.string().optional(),
  marketplace: z.string().optional(),
  version: z.string().optional(),
  description: z.string().optional(),
  author: z.string().optional(),
  homepage: z.string().optional(),
  repository: z.string().optional(),
  license: z.string().optional(),
  installs: z.array(installSchema),
  effective: effectiveSchema,
  provides: providesSchema,
  components: z.array(componentSchema).describe('only in show, or in list with --components').optional(),
  partsOff: z
    .array(z.string())
    .describe('names of parts with a switch of their own that are off in this view, as kind/name')
    .optional(),
  problems: z.array(problemSchema),
  alsoIn: z
    .array(z.strictObject({ id: z.string(), why: z.string() }))
    .describe('the same package elsewhere: other agent, marketplace or version')
    .optional(),
  switch: z
    .strictObject({
      can: z.boolean().describe('whether a switch in the open view can take effect'),
      reason: z.string().describe('why not, when it cannot').optional(),
    })
    .describe('whether Gatehouse can flip it'),
});
export type Plugin = z.infer<typeof pluginSchema>;

export const agentInfoSchema = z.strictObject({
  id: z.enum(agentIds),
  found: z.boolean(),
  root: z.string().describe("the agent's config folder, also when absent"),
  problems: z.array(problemSchema),
  looked: z
    .array(z.strictObject({ path: z.string(), result: z.string() }))
    .describe('where was looked, and with which result'),
});
export type AgentInfo = z.infer<typeof agentInfoSchema>;
