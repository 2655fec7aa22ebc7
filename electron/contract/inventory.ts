import { z } from 'zod';
import { agentInfoSchema, pluginSchema, problemSchema } from './plugin.ts';

export const watchingSchema = z.strictObject({
  mode: z
    .enum(['watching', 'rescanning', 'off'])
    .describe('rescanning: watches ran out or were refused; a slow rescan stands in'),
  paths: z.number().int(),
  note: z.string().optional(),
});
export type Watching = z.infer<typeof watchingSchema>;

export const projectSchema = z.strictObject({ path: z.string(), exists: z.boolean(), agents: z.array(z.string()) });
export type Project = z.infer<typeof projectSchema>;

export const inventorySnapshotSchema = z.strictObject({
  revision: z.number().int().describe('of this view; each inventory.changed of the view adds one'),
  home: z.string(),
  isSample: z.boolean(),
  project: z.string().nullable(),
  scannedAt: z.string(),
  agents: z.array(agentInfoSchema),
  plugins: z.array(pluginSchema),
  projects: z.array(projectSchema),
  watching: watchingSchema,
});
export type InventorySnapshot = z.infer<typeof inventorySnapshotSchema>;

export const inventoryChangedSchema = z.strictObject({
  revision: z.number().int(),
  project: z.string().nullable().describe('the view this change belongs to'),
  changed: z.array(pluginSchema).describe('new or different plugins, whole'),
  removed: z.array(z.string()),
  agents: z.array(agentInfoSchema).optional(),
  projects: z.array(projectSchema).optional(),
  watching: watchingSchema.optional(),
});
export type InventoryChanged = z.infer<typeof inventoryChangedSchema>;

export const checkSchema = z.strictObject({
  name: z.string(),
  state: z.enum(['ok', 'missing', 'warning']),
  detail: z.string(),
  help: z.string().describe('what to do when it is missing').optional(),
});
export type Check = z.infer<typeof checkSchema>;

export const listDocumentSchema = z
  .strictObject({
    schema: z.literal(1),
    home: z.string(),
    project: z.string().nullable(),
    agents: z.array(
      z.strictObject({ id: z.string(), found: z.boolean(), root: z.string(), problems: z.array(problemSchema) }),
    ),
    plugins: z.array(pluginSchema),
  })
  .describe('what `gatehouse list --json` prints');
