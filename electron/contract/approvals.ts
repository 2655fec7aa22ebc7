import { z } from 'zod';
import { agentIds } from './plugin-id.ts';

export const approvalAnswers = ['once', 'session', 'always', 'deny'] as const;
export type ApprovalAnswer = (typeof approvalAnswers)[number];

/** A call that waits for a yes. Everything in it but the ids comes from a model or a plugin. */
export const approvalSchema = z.strictObject({
  id: z.string().describe('uuid'),
  plugin: z.string(),
  server: z.string(),
  tool: z.string(),
  agent: z.enum(agentIds),
  project: z.string(),
  session: z.string().describe("the agent's, when it told it").optional(),
  args: z.string().describe('JSON text without secrets, cut when it is long').optional(),
  argsBytes: z.number().int().nonnegative().optional(),
  reason: z.string().describe('which rule wants a yes'),
  rule: z.string().optional(),
  at: z.number().describe('ms since 1970'),
  expiresAt: z.number().describe('ms since 1970; then it is denied'),
});
export type Approval = z.infer<typeof approvalSchema>;

/** What `gatehouse run` asks; the app adds until when it waits. */
export const approvalQuestionSchema = approvalSchema.omit({ expiresAt: true });
export type AskedApproval = z.infer<typeof approvalQuestionSchema>;

/** `doors/<uuid>.json` in the data folder: where an open app can be asked, and what proves either end to the other. */
export const approvalDoorSchema = z.strictObject({
  v: z.literal(1),
  path: z.string().describe('of a local socket'),
  token: z.string().describe('256 bits in hex'),
  pid: z.number().int(),
});
export type ApprovalDoor = z.infer<typeof approvalDoorSchema>;
