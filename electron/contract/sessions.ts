import { z } from 'zod';

export const runningSessionSchema = z.strictObject({
  agent: z.string(),
  session: z.string().describe('the agent’s own id'),
  name: z.string().describe('as the agent calls it').optional(),
  folder: z.string().describe('it was started in').optional(),
  startedAt: z.iso.datetime(),
  pid: z.number().int().positive().optional(),
  isSure: z.boolean().describe('false: the agent noted that it runs, and the system tells nothing of it'),
});
export type RunningSession = z.infer<typeof runningSessionSchema>;
