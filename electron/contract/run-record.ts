import { z } from 'zod';
import { agentIds } from './plugin-id.ts';

/** `runs/<run>.json` in the data folder: a server that runs through Gatehouse; removed at its end. */
export const runRecordSchema = z.strictObject({
  v: z.literal(1),
  run: z.string().describe('uuid'),
  plugin: z.string(),
  server: z.string(),
  agent: z.enum(agentIds),
  project: z.string(),
  at: z.number().describe('ms since 1970'),
  pid: z.number().int().describe('of gatehouse run'),
  pidStart: z.string().describe('when that process began, as the system counts; absent where nobody tells').optional(),
  serverPid: z.number().int().describe('of what it started; absent for a server on another host').optional(),
  serverStart: z.string().optional(),
  caged: z.boolean(),
  host: z
    .string()
    .describe('where it is, when it is reached over the network: then there is nothing to cage')
    .optional(),
  notGranted: z.array(z.string()),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
