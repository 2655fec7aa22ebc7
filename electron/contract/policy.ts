import { z } from 'zod';
import { type AgentId, agentIds } from './plugin-id.ts';

/** What a rule says of a call. Ordered from loose to strict: of two that are equally specific the later wins. */
export const effects = ['allow', 'ask', 'deny'] as const;
export type Effect = (typeof effects)[number];

/**
 * A rule speaks of every call that agrees with all of its fields. The more of them it names, the more specific it is;
 * `tool` counts more than `server`, `server` more than `plugin`, `plugin` more than `project`, `project` more than `agent`.
 */
export const ruleSchema = z.strictObject({
  id: z.string().describe('stable; named in every decision'),
  effect: z.enum(effects),
  plugin: z.string().describe('Gatehouse plugin id').optional(),
  server: z.string().describe('name of the server in that plugin').optional(),
  tool: z.string().describe('name of the tool as the server says it; * at the end stands for any ending').optional(),
  agent: z.enum(agentIds).optional(),
  project: z.string().describe('real path of the working folder').optional(),
  reason: z.string().describe('why, in the words of whoever set it').optional(),
  /** ISO time; told in the matrix. */
  at: z.string().optional(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** What may be reached by a caged server. Folders are absolute; `~`, `.` and patterns were resolved before. */
export const profileSchema = z.strictObject({
  read: z.array(z.string()).describe('files and folders that may be read'),
  write: z.array(z.string()).describe('files and folders that may be written'),
  hosts: z
    .array(z.string())
    .describe('host names that may be reached, with :port where not 443 and 80; *.name for all below'),
  spawn: z.boolean().describe('whether it may start other programs'),
  env: z.array(z.string()).describe('names of variables that are passed on from the agent'),
  memoryMb: z.number().int().positive(),
  processes: z.number().int().positive(),
});
export type Profile = z.infer<typeof profileSchema>;

/** Where no rule speaks: by what the tool seems to do. */
export const toolClasses = ['reads', 'writes', 'unknown'] as const;
export type ToolClass = (typeof toolClasses)[number];

/** One call to decide. */
export interface CallToDecide {
  plugin: string;
  server: string;
  tool: string;
  agent: AgentId | undefined;
  /** Real path of the working folder. */
  project: string | undefined;
}

/** Who decided and why; kept with the call. */
export const decisionSchema = z.strictObject({
  effect: z.enum(effects),
  by: z
    .enum(['system', 'user', 'rule', 'default', 'held', 'unlisted', 'approval', 'timeout', 'no-app'])
    .describe('what decided'),
  rule: z.string().describe('id of the rule').optional(),
  reason: z.string().describe('one sentence for people and for the agent'),
});
export type Decision = z.infer<typeof decisionSchema>;
