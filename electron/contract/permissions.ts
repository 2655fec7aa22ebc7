import { z } from 'zod';
import { agentIds } from './plugin-id.ts';
import { decisionSchema, effects, ruleSchema, toolClasses } from './policy.ts';

const count = z.number().int().nonnegative();
const hash = z.string().describe('of the definition; what is accepted is exactly that');

/** One member of a tool's definition that is not what was accepted. Text by a stranger, cut when it is long. */
export const changedPartSchema = z.strictObject({
  part: z.string().describe('name of the member, such as description or inputSchema'),
  before: z.string().describe('absent when it was not there').optional(),
  after: z.string().describe('absent when it is gone').optional(),
});
export type ChangedPart = z.infer<typeof changedPartSchema>;

/** A tool as its server described it last, and what would be decided of a call now. */
export const toolPermissionSchema = z.strictObject({
  name: z.string(),
  hash,
  title: z.string().optional(),
  description: z.string().describe('cut when it is long').optional(),
  annotations: z
    .record(z.string(), z.unknown())
    .describe('what the server says of it; shown, never trusted; absent when it is very long')
    .optional(),
  class: z.enum(toolClasses),
  decision: decisionSchema,
  held: z
    .strictObject({
      why: z.enum(['new', 'changed']),
      changes: z.array(changedPartSchema).describe('empty when the old definition was not kept'),
      whenAccepted: z.enum(effects).describe('what would be decided once it is accepted'),
    })
    .describe('it waits to be accepted; absent when it does not')
    .optional(),
});
export type ToolPermission = z.infer<typeof toolPermissionSchema>;

export const serverPermissionsSchema = z.strictObject({
  server: z.string(),
  isGuarded: z.boolean().describe('whether its agent starts it through Gatehouse; else no rule counts'),
  isUncaged: z.boolean().describe('whether the user lets it run without a cage where there can be none'),
  isRemote: z.boolean().describe('whether it runs elsewhere, so that nothing of it can be caged'),
  cage: z.array(z.string()).describe('what it may touch when it is caged, a sentence each; empty when it is remote'),
  seenAt: z.string().describe('when its tools were last listed, ISO 8601; absent when never').optional(),
  tools: z.array(toolPermissionSchema).describe('held ones first, then by name'),
  gone: z.array(z.string()).describe('accepted before, and not offered any more'),
  others: z.record(z.enum(toolClasses), decisionSchema).describe('what would be decided of a tool that no rule names'),
  problem: z.string().describe('why its tools cannot be told').optional(),
});
export type ServerPermissions = z.infer<typeof serverPermissionsSchema>;

const inForce = {
  rules: z.array(ruleSchema).describe('the user’s, oldest first'),
  system: z.array(ruleSchema).describe('of this machine’s administrator'),
  defaults: z.record(z.enum(toolClasses), z.enum(effects)).describe('where no rule speaks'),
  isStrict: z.boolean().describe('whether tools wait for a yes at first sight too'),
  problems: z.array(z.string()).describe('what could not be read, a sentence each'),
};

/** What one plugin's servers may do. */
export const permissionsViewSchema = z.strictObject({
  plugin: z.string(),
  agent: z.enum(agentIds),
  folder: z.string().nullable().describe('real path of the folder that calls are decided for; null for none'),
  servers: z.array(serverPermissionsSchema),
  ...inForce,
});
export type PermissionsView = z.infer<typeof permissionsViewSchema>;

export const matrixCellSchema = z.strictObject({
  tools: z.record(z.enum(effects), count).describe('known tools of that class by what is decided of them'),
  others: decisionSchema.describe('of a tool that no rule names'),
  isManaged: z.boolean().describe('whether a rule of this machine decides any of them'),
});
export type MatrixCell = z.infer<typeof matrixCellSchema>;

/** One server over all classes of tools. */
export const matrixRowSchema = z.strictObject({
  plugin: z.string(),
  server: z.string(),
  agent: z.enum(agentIds),
  isGuarded: z.boolean(),
  isUncaged: z.boolean(),
  isRemote: z.boolean(),
  rules: count.describe('that name this plugin'),
  held: count.describe('tools that wait to be accepted'),
  isKnown: z.boolean().describe('whether its tools were ever listed'),
  cells: z.record(z.enum(toolClasses), matrixCellSchema),
});
export type MatrixRow = z.infer<typeof matrixRowSchema>;

export const permissionMatrixSchema = z.strictObject({ rows: z.array(matrixRowSchema), ...inForce });
export type PermissionMatrix = z.infer<typeof permissionMatrixSchema>;

export const wantedRuleSchema = z.strictObject({
  effect: z.enum(effects),
  plugin: z.string().max(4_096).optional(),
  server: z.string().max(4_096).optional(),
  tool: z.string().max(4_096).describe('a name; * at the end stands for any ending').optional(),
  agent: z.enum(agentIds).optional(),
  project: z.string().max(4_096).describe('absolute folder').optional(),
  reason: z.string().max(500).optional(),
});
export type WantedRule = z.infer<typeof wantedRuleSchema>;

/** A call of the history, and what decides it. */
export const permissionWhySchema = z.strictObject({
  about: z
    .strictObject({
      plugin: z.string(),
      server: z.string(),
      tool: z.string(),
      agent: z.enum(agentIds),
      project: z.string().optional(),
    })
    .describe('what rules can speak of; absent for calls that no rule of Gatehouse can reach')
    .optional(),
  isGuarded: z.boolean().describe('whether its agent starts the server through Gatehouse now'),
  recorded: decisionSchema.describe('then; absent for a call that did not pass through Gatehouse').optional(),
  now: decisionSchema.describe('of the same call').optional(),
  rules: z.array(ruleSchema).describe('those that the two decisions name, as they are now'),
});
export type PermissionWhy = z.infer<typeof permissionWhySchema>;
