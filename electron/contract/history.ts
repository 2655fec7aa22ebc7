import { z } from 'zod';
import { agentIds } from './plugin-id.ts';
import { decisionSchema } from './policy.ts';

/** Only `tool` rows count as tool calls in totals; a skill or command use and a hook run are kept beside them. */
export const callTypes = ['tool', 'skill', 'command', 'hook'] as const;
export type CallType = (typeof callTypes)[number];

export const outcomes = ['ok', 'error', 'denied', 'cancelled', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

const count = z.number().int().nonnegative();
const at = z.number().describe('milliseconds since 1970');
export const querySchema = z
  .string()
  .max(2_000)
  .describe('in the query language of docs/query.md; empty for everything');

export const callSchema = z
  .strictObject({
    id: z.number().int().describe('grows with time; never reused while the store lives'),
    type: z.enum(callTypes),
    at,
    agent: z.enum(agentIds),
    session: z.string(),
    project: z.string().optional(),
    plugin: z.string().describe('plugin id of what supplied it; absent for built-in tools').optional(),
    server: z.string().optional(),
    tool: z.string().describe("the tool's own name, or a skill's, command's or hook event's"),
    outcome: z.enum(outcomes),
    durationMs: z.number().nonnegative().optional(),
    decision: z
      .string()
      .describe('who allowed or denied it: user, rule, mode, hook, classifier, agent; or what decided in Gatehouse')
      .optional(),
    source: z.enum(['transcript', 'runtime']),
    parent: z.number().int().describe('the call it was made by').optional(),
    preview: z.string().describe('the beginning of its arguments on one line'),
  })
  .describe('one row of the history');
export type Call = z.infer<typeof callSchema>;

export const bodySchema = z.strictObject({
  format: z.enum(['text', 'json']),
  text: z.string(),
  size: count.describe('bytes the agent wrote; larger than the text when it was cut'),
  isCut: z.boolean(),
});
export type StoredBody = z.infer<typeof bodySchema>;

export const callDetailSchema = callSchema.extend({
  name: z.string().describe('as the agent wrote it'),
  callId: z.string(),
  args: bodySchema.optional(),
  result: bodySchema.optional(),
  redactions: z.array(z.strictObject({ kind: z.string(), count })),
  reason: z.string().describe('of the decision').optional(),
  attribution: z.enum(['explicit', 'resolved', 'ambiguous', 'builtin', 'unknown']),
  candidates: z.array(z.string()),
  branch: z.string().optional(),
  model: z.string().optional(),
  agentVersion: z.string().optional(),
  pluginVersion: z.string().optional(),
  subAgent: z.string().optional(),
  file: z.string().describe('the transcript it was first seen in').optional(),
  line: z.number().int().positive().optional(),
  children: z.array(z.number().int()),
  gatehouse: z
    .strictObject({
      run: z.string().describe('one life of `gatehouse run`'),
      isCaged: z.boolean(),
      host: z.string().describe('of a server reached over the network, which has no cage').optional(),
      decision: decisionSchema,
      refused: z.array(z.string()).describe('what the cage refused while it ran, in words'),
    })
    .describe('what `gatehouse run` saw of it; absent for calls it did not see')
    .optional(),
});
export type CallDetail = z.infer<typeof callDetailSchema>;

export const queryProblemSchema = z
  .strictObject({ message: z.string(), from: count, to: count })
  .describe('what is wrong with a query and where: offsets of characters');
export type QueryProblem = z.infer<typeof queryProblemSchema>;

export const searchInputSchema = z.strictObject({
  query: querySchema,
  limit: z.number().int().min(1).max(500),
  cursor: z.number().int().describe('id: only older rows').optional(),
  index: count.describe('position in the result, newest is 0; instead of a cursor').optional(),
});
export const searchPageSchema = z.strictObject({
  calls: z.array(callSchema),
  next: z.number().int().describe('cursor of the next page; absent at the end').optional(),
  matched: count.describe('rows that match, as far as known'),
  isExact: z.boolean().describe('false: at least that many'),
  problem: queryProblemSchema.optional(),
});
export type SearchInput = z.infer<typeof searchInputSchema>;
export type SearchPage = z.infer<typeof searchPageSchema>;

export const facetNames = ['agent', 'plugin', 'server', 'tool', 'outcome', 'project', 'decision', 'type'] as const;
export type FacetName = (typeof facetNames)[number];

export const overviewSchema = z.strictObject({
  matched: count,
  isExact: z.boolean(),
  total: count.describe('tool calls in the whole store'),
  first: at.optional(),
  last: at.optional(),
  histogram: z.array(z.strictObject({ from: at, to: at, count, bad: count.describe('errors and denials') })),
  facets: z.array(
    z.strictObject({
      name: z.enum(facetNames),
      values: z.array(z.strictObject({ value: z.string(), count })),
      more: count.describe('values left off'),
    }),
  ),
  problem: queryProblemSchema.optional(),
});
export type Overview = z.infer<typeof overviewSchema>;

export const suggestionSchema = z.strictObject({
  text: z.string().describe('replaces the characters from..to of the query'),
  from: count,
  to: count,
  label: z.string(),
  count: count.optional(),
});
export type Suggestion = z.infer<typeof suggestionSchema>;

export const historyStatusSchema = z.strictObject({
  state: z.enum(['idle', 'importing', 'paused', 'unavailable']),
  reason: z.string().describe('why it is unavailable, or who holds it').optional(),
  owner: z.enum(['this', 'other', 'none']),
  files: z.strictObject({ done: count, total: count }),
  bytes: z.strictObject({ done: count, total: count }),
  calls: count.describe('tool calls kept'),
  rows: count.describe('rows of every type'),
  size: count.describe('bytes of the store on disk'),
  first: at.optional(),
  problems: count.describe('lines that could not be read'),
  revision: count.describe('grows with every change of the store'),
});
export type HistoryStatus = z.infer<typeof historyStatusSchema>;

export const statsSchema = z.strictObject({
  total: count,
  byAgent: z.record(z.string(), count),
  byPlugin: z.record(z.string(), count),
  byTool: z.record(z.string(), count),
  byOutcome: z.record(z.string(), count),
  byDay: z.record(z.string(), count).describe('UTC days'),
  byType: z.record(z.string(), count).describe('rows of every type; total counts tool alone'),
});
export type HistoryStats = z.infer<typeof statsSchema>;

export const pluginUseSchema = z.strictObject({
  id: z.string(),
  lastUsed: at,
  calls7: count,
  calls30: count,
  bad30: count,
  days: z.array(count).describe('calls of the last 30 days, oldest first'),
});
export type PluginUse = z.infer<typeof pluginUseSchema>;

export const retentionSchema = z.strictObject({
  days: z.number().int().positive().nullable().describe('null keeps everything'),
  bytes: z.number().int().positive().nullable(),
});
export type Retention = z.infer<typeof retentionSchema>;

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const historyProblemSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  file: z.string(),
  line: z.number().int().positive().optional(),
});
export type HistoryProblem = z.infer<typeof historyProblemSchema>;
