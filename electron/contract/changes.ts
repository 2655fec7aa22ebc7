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

export const changeStates = ['started', 'applied', 'failed', 'undone'] as const;

export const changeSchema = z.strictObject({
  id: z.string(),
  at: z.string().describe('ISO time'),
  kind: z
    .enum(['switch', 'undo', 'outside', 'guard'])
    .describe('outside: another program overwrote what we wrote; guard: a server was routed through Gatehouse'),
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
  undoes: z.string().describe('the change this one put back').optional(),
  undoneBy: z.string().optional(),
});
export type Change = z.infer<typeof changeSchema>;
