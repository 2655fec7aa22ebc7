import { z } from 'zod';
import { agentIds } from './plugin-id.ts';
import { runRecordSchema } from './run-record.ts';

/** A server that runs through Gatehouse, as far as can be told now. */
export const runningSchema = runRecordSchema.omit({ v: true, pidStart: true, serverStart: true }).extend({
  isOrphan: z.boolean().describe('its gatehouse run was killed, and the server runs on'),
  memoryMb: z.number().describe('of the server and all it started; absent where it cannot be told').optional(),
  processes: z.number().int().optional(),
});
export type Running = z.infer<typeof runningSchema>;

/** A server that ended by itself, or that could not be started. */
export const endedRunSchema = z.strictObject({
  run: z.string().describe('uuid'),
  plugin: z.string(),
  server: z.string(),
  agent: z.enum(agentIds),
  project: z.string(),
  at: z.number().describe('when it ended; ms since 1970'),
  began: z.number().describe('absent for one that could not be started').optional(),
  code: z.number().int().describe('its exit code; absent where a signal ended it, or it never ran').optional(),
  why: z.string().describe('a sentence'),
  lastLines: z.array(z.string()).describe('of its stderr, oldest first; redacted and cut'),
});
export type EndedRun = z.infer<typeof endedRunSchema>;
