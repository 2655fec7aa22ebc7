import { z } from 'zod';
import { runRecordSchema } from './run-record.ts';

/** A server that runs through Gatehouse, as far as can be told now. */
export const runningSchema = runRecordSchema.omit({ v: true, pidStart: true, serverStart: true }).extend({
  isOrphan: z.boolean().describe('its gatehouse run was killed, and the server runs on'),
  memoryMb: z.number().describe('of the server and all it started; absent where it cannot be told').optional(),
  processes: z.number().int().optional(),
});
export type Running = z.infer<typeof runningSchema>;
