import { z } from 'zod';
import { componentKinds, effectiveStates } from './plugin.ts';

export const switchScopes = ['user', 'project', 'local'] as const;
export type SwitchScope = (typeof switchScopes)[number];

export const diffLineSchema = z.strictObject({
  kind: z.enum(['same', 'added', 'removed']),
  before: z.number().int().positive().describe('1-based line in the old text').optional(),
  after: z.number().int().positive().describe('1-based line in the new text').optional(),
  text: z.string().describe('without its line end'),
});
export type DiffLine = z.infer<typeof diffLineSchema>;

export const diffSchema = z.strictObject({
  file: z.string(),
  /** Three lines of context around the one splice. */
  lines: z.array(diffLineSchema),
  bytesBefore: z.number().int(),
  bytesAfter: z.number().int(),
  creates: z.boolean().describe('the file does not exist yet'),
});
export type Diff = z.infer<typeof diffSchema>;

export const switchOptionSchema = z.strictObject({
  scope: z.enum(switchScopes),
  file: z.string(),
  takesEffect: z.boolean(),
  reason: z.string(),
});

export const planSchema = z.strictObject({
  planId: z.string(),
  id: z.string().describe('the plugin'),
  component: z.strictObject({ kind: z.enum(componentKinds), name: z.string() }).optional(),
  enable: z.boolean(),
  project: z.string().optional(),
  scope: z.enum(switchScopes),
  options: z.array(switchOptionSchema).describe('every scope that could be written, the chosen one included'),
  file: z.string().describe('what will be written; a link is resolved'),
  fileHash: z.string().describe('sha256 of the bytes the diff was made from; of nothing when it creates the file'),
  diff: diffSchema,
  runs: z.array(z.string()).describe('sentences: what will run once it is on'),
  writesSecrets: z
    .array(z.string())
    .describe('variables whose values it reads from the keychain and writes into the file in plain text')
    .optional(),
  afterwards: z.array(z.string()).describe('sentences: what running sessions still hold, what is not covered'),
});
export type Plan = z.infer<typeof planSchema>;

export const refusalSchema = z.strictObject({
  code: z.string(),
  reason: z.string(),
  options: z.array(switchOptionSchema),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const planOutcomeSchema = z.union([
  z.strictObject({ ok: z.literal(true), plan: planSchema }),
  z.strictObject({ ok: z.literal(false), refusal: refusalSchema }),
]);
export type PlanOutcome = z.infer<typeof planOutcomeSchema>;

export const leftOutSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  code: z.string().describe('`already`: it is so; otherwise why it cannot be switched'),
  reason: z.string(),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

export const bulkMemberSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  from: z.enum(effectiveStates),
  enable: z.boolean(),
  scope: z.enum(switchScopes),
  file: z.string().describe('which of the writes says so'),
});
export type BulkMember = z.infer<typeof bulkMemberSchema>;

/** Several plugins switched, or put back, as one change: one diff for each file, one yes. */
export const bulkPlanSchema = z.strictObject({
  planId: z.string(),
  label: z.string().describe('what it is called in the journal'),
  project: z.string().optional(),
  writes: z
    .array(z.strictObject({ file: z.string(), fileHash: z.string(), diff: diffSchema }))
    .describe('in the order they are written'),
  members: z.array(bulkMemberSchema),
  leftOut: z.array(leftOutSchema),
  runs: z.array(z.string()).describe('sentences: what will run once they are on'),
  writesSecrets: z.array(z.string()).describe('as of one change').optional(),
  afterwards: z.array(z.string()),
  undoes: z.string().describe('the group it puts back').optional(),
});
export type BulkPlan = z.infer<typeof bulkPlanSchema>;

export const bulkOutcomeSchema = z.union([
  z.strictObject({ ok: z.literal(true), plan: bulkPlanSchema }),
  z.strictObject({ ok: z.literal(false), reason: z.string(), leftOut: z.array(leftOutSchema) }),
]);
export type BulkOutcome = z.infer<typeof bulkOutcomeSchema>;

export const changeStates = ['started', 'applied', 'failed', 'undone'] as const;

export const changeSchema = z.strictObject({
  id: z.string(),
  at: z.string().describe('ISO time'),
  kind: z
    .enum(['switch', 'undo', 'outside', 'guard', 'drift'])
    .describe(
      'outside: another program overwrote what we wrote; guard: a server was routed through Gatehouse; drift: another program changed a file',
    ),
  plugin: z.string().optional(),
  component: z.strictObject({ kind: z.enum(componentKinds), name: z.string() }).optional(),
  enable: z.boolean().optional(),
  scope: z.enum(switchScopes).optional(),
  project: z.string().optional(),
  file: z.string(),
  beforeHash: z.string(),
  afterHash: z.string(),
  diff: diffSchema,
  asked: z.enum(['window', 'browser', 'terminal', 'watcher']),
  state: z.enum(changeStates),
  applied: z.boolean(),
  verified: z.boolean().describe('resolved again from disk, and the switch took'),
  effective: z.enum(effectiveStates).optional(),
  note: z.string().describe('why it failed, was not verified, or was overwritten').optional(),
  deeds: z.array(z.string()).describe('of drift: sentences, what the change means').optional(),
  canPutBack: z.boolean().describe('of drift: whether Gatehouse knows what to write to put it back').optional(),
  undoes: z.string().describe('the change this one put back').optional(),
  undoneBy: z.string().optional(),
  group: z
    .strictObject({
      id: z.string(),
      label: z.string(),
      file: z.number().int().positive().describe('which of its files this is, from 1'),
      files: z.number().int().positive(),
    })
    .describe('the change of several plugins that this write is part of')
    .optional(),
  members: z
    .array(z.strictObject({ plugin: z.string(), enable: z.boolean() }))
    .describe('of a group: the plugins this write switched')
    .optional(),
});
export type Change = z.infer<typeof changeSchema>;

export const bulkResultSchema = z.strictObject({
  group: z.string(),
  label: z.string(),
  changes: z.array(changeSchema).describe('what was written, in order'),
  unwritten: z
    .array(z.strictObject({ file: z.string(), reason: z.string() }))
    .describe('files of the plan that are as they were'),
});
export type BulkResult = z.infer<typeof bulkResultSchema>;

/** Ids of the plugins a change switched. */
export function changedPlugins({ plugin, members = [] }: Change): string[] {
  return [...(plugin === undefined ? [] : [plugin]), ...members.map((each) => each.plugin)];
}
