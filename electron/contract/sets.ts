import { z } from 'zod';
import { agentIds } from './plugin-id.ts';

export const setModes = ['only', 'at-least'] as const;
export type SetMode = (typeof setModes)[number];

export const MAX_SET_NAME = 64;

/** What must not be in a name that is shown in one line and typed in a terminal. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

export const setNameSchema = z
  .string()
  .trim()
  .refine((name) => name !== '', 'A set needs a name.')
  .refine((name) => name.length <= MAX_SET_NAME, `A name has at most ${MAX_SET_NAME} characters.`)
  .refine((name) => !unfit.test(name), 'A name is one line of visible characters.');

const project = z.string().nullable().describe('absolute folder it is for; null for the user scope');

export const pluginSetSchema = z.object({
  name: z.string().min(1),
  project,
  mode: z
    .enum(setModes)
    .describe('only: what it does not name is off, of its agents; at-least: the rest stays as it is'),
  agents: z.array(z.enum(agentIds)).describe('whose plugins `only` is about'),
  on: z.array(z.string()).describe('ids of the plugins that are on'),
  savedAt: z.string().describe('ISO time'),
});
export type PluginSet = z.infer<typeof pluginSetSchema>;

export const setViewSchema = pluginSetSchema.extend({
  differs: z
    .array(z.strictObject({ id: z.string(), name: z.string(), enable: z.boolean() }))
    .describe('what switching to it would change now'),
  missing: z.array(z.string()).describe('ids it names that are not installed any more'),
});
export type SetView = z.infer<typeof setViewSchema>;

export const setNamed = { name: z.string().min(1).max(256), project };

export const savedSetSchema = z.strictObject({
  name: setNameSchema,
  project,
  mode: z.enum(setModes),
  agents: z.array(z.enum(agentIds)).min(1),
  on: z.array(z.string()).max(10_000).describe('absent: what is on now').optional(),
  replace: z.boolean().describe('one of the same name; refused otherwise'),
});
export type SavedSet = z.infer<typeof savedSetSchema>;
