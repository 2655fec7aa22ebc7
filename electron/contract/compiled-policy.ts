import { z } from 'zod';
import { effects, profileSchema, ruleSchema, toolClasses } from './policy.ts';

/** Names one server of one plugin wherever something is kept by server. */
export function serverKey(plugin: string, server: string): string {
  return `${plugin}/${server}`;
}

/**
 * `policy.json` in the data folder: everything `gatehouse run` needs to decide, replaced as a whole whenever something of it
 * changes. Nothing is looked up elsewhere.
 */
export const compiledPolicySchema = z.strictObject({
  v: z.literal(1),
  system: z.array(ruleSchema).describe('set for this machine by its administrator; their denials come first'),
  rules: z.array(ruleSchema).describe('the user’s'),
  defaults: z.record(z.enum(toolClasses), z.enum(effects)).describe('where no rule speaks'),
  strict: z.boolean().describe('whether tools wait for a yes at first sight too'),
  profiles: z.record(z.string(), profileSchema).describe('by server key; else the default profile'),
  uncaged: z.array(z.string()).describe('keys of servers the user lets run without a cage where there can be none'),
});
export type CompiledPolicy = z.infer<typeof compiledPolicySchema>;

/** What an administrator may set for a whole machine. */
export const systemPolicySchema = z.strictObject({ v: z.literal(1), rules: z.array(ruleSchema) });

/** In force until somebody says otherwise: what an agent's own files offer was chosen by the user, so it is allowed. */
export const firstPolicy: CompiledPolicy = {
  v: 1,
  system: [],
  rules: [],
  defaults: { reads: 'allow', writes: 'allow', unknown: 'allow' },
  strict: false,
  profiles: {},
  uncaged: [],
};
