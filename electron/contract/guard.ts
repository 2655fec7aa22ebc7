import { z } from 'zod';
import { serverDefinitionSchema } from './server-definition.ts';

/**
 * `guards/<server>.json` in the data folder: a server that its agent starts through `gatehouse run`. Values of its
 * environment stay in the agent's file, which hands them on; here stand their names.
 */
export const guardSchema = z.strictObject({
  v: z.literal(1),
  plugin: z.string(),
  server: z.string(),
  project: z.string().nullable(),
  at: z.string().describe('ISO 8601, UTC'),
  change: z.string().nullable().describe('of the journal; null until it is written'),
  definition: serverDefinitionSchema
    .describe('what the entry said before; absent where a plugin still says it')
    .optional(),
});
export type Guard = z.infer<typeof guardSchema>;
