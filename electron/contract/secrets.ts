import { z } from 'zod';
import { agentIds } from './plugin-id.ts';

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

/** A secret in plain text in a file of an agent: where it stands and why it counts as one; never its value. */
export const plainSecretSchema = z.strictObject({
  agent: z.enum(agentIds),
  plugin: z.string().describe('id of the server that gets it; absent for settings that every program gets').optional(),
  server: z.string().optional(),
  variable: z.string().describe('name of the variable or header, or what the argument is given for'),
  part: z.enum(['env', 'headers', 'args', 'url']),
  file: z.string(),
  line: z.number().int().positive().optional(),
  project: z.string().nullable().describe('folder whose project scope it stands in'),
  rule: z.string().describe('kind of the secret, as markers of redaction name it'),
  canMove: z.boolean().describe('whether Gatehouse can move it to the keychain'),
  advice: z.string().describe('what to do instead; absent when it can be moved').optional(),
});
export type PlainSecret = z.output<typeof plainSecretSchema>;

/** Where a server gets one of its variables from. */
export const secretSourceSchema = z.strictObject({
  server: z.string().describe('absent for a secret that no server of the plugin names').optional(),
  variable: z.string(),
  secret: secretSchema.describe('what the keychain has; it wins over all else').optional(),
  plain: plainSecretSchema.describe('stands as plain text in a file').optional(),
  isInFile: z.boolean().describe('its entry gives it a value that is no secret'),
  isPassed: z.boolean().describe('its agent hands it on from its own environment'),
  isSetHere: z.boolean().describe('whether the environment Gatehouse runs in has it; that of an agent may differ'),
});
export type SecretSource = z.output<typeof secretSourceSchema>;
