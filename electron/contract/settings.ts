import { z } from 'zod';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const settingsSchema = z.strictObject({
  theme: z.enum(themes),
  homes: z.array(z.string().min(1).max(4_096)).max(20).describe('absolute folders of further homes to look at'),
});
export type Settings = z.output<typeof settingsSchema>;

export const firstSettings: Settings = { theme: 'system', homes: [] };

export const settingsStateSchema = z.strictObject({
  settings: settingsSchema,
  file: z.string().describe('where they are kept; made at the first choice'),
  problem: z.string().describe('why what is there does not count, and what to do').optional(),
});
export type SettingsState = z.output<typeof settingsStateSchema>;

export const commandStateSchema = z.strictObject({
  path: z.string().describe('where the command is, or would be'),
  found: z
    .enum(['absent', 'ours', 'other'])
    .describe('ours: put there by Gatehouse; other: something else has the name'),
  starts: z.array(z.string()).describe('what it starts, or would'),
  isCurrent: z.boolean().describe('of ours: whether it starts this Gatehouse'),
  isOnPath: z.boolean().describe('whether a new terminal finds commands of that folder'),
  advice: z.string().describe('what to do so that it is found').optional(),
  cannot: z.string().describe('why this Gatehouse cannot be put there').optional(),
});
export type CommandState = z.output<typeof commandStateSchema>;

export const aboutSchema = z.strictObject({
  version: z.string(),
  licence: z.string(),
  data: z.string().describe("Gatehouse's own data folder"),
  programs: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  system: z.string(),
});
export type About = z.output<typeof aboutSchema>;
