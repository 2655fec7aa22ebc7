import { z } from 'zod';

/** `waiting`: it asks a person and gives no answer until then; `none`: no keychain that can be used. */
export const keychainStates = ['ready', 'locked', 'waiting', 'none'] as const;

export const keychainStateSchema = z.strictObject({
  state: z.enum(keychainStates),
  detail: z.string().describe('in words'),
  remedy: z.string().describe('what to do about it; absent when ready').optional(),
});
export type KeychainState = z.output<typeof keychainStateSchema>;

/** In the data folder: names and times of what the keychain holds; never a value. */
export const secretsFileName = 'secrets.json';

const when = z.string().describe('ISO 8601, UTC');

/** What is known about a secret. Its value never crosses. */
export const secretSchema = z.strictObject({
  plugin: z.string().describe('id of the plugin that gets it'),
  variable: z.string().describe('name of the environment variable it gets'),
  created: when,
  replaced: when.optional(),
  lastUsed: when.describe('when it was last handed to a server; absent when never').optional(),
});
export type Secret = z.output<typeof secretSchema>;

/** The variable a secret is handed over in. */
export const variableSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/);
