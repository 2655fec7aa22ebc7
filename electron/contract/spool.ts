import { z } from 'zod';
import { agentIds } from './plugin-id.ts';
import { decisionSchema } from './policy.ts';

/**
 * One line of `spool/<uuid>.jsonl` in the data folder: what `gatehouse run` saw. A file holds the calls of one run; a
 * call is a `start` line before it is passed on and an `end` line before its answer is. Bodies are redacted already.
 */
const common = {
  v: z.literal(1),
  at: z.number().describe('ms since 1970'),
};

export const spoolLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('run'),
    run: z.string().describe('uuid of this run; the name of the file'),
    plugin: z.string().describe('Gatehouse plugin id'),
    server: z.string(),
    agent: z.enum(agentIds).optional(),
    agentVersion: z.string().optional(),
    project: z.string().describe('real path of the working folder').optional(),
    pid: z.number().int(),
    caged: z.boolean(),
    host: z
      .string()
      .describe('where it is, when it is reached over the network: then there is nothing to cage')
      .optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('start'),
    call: z.string().describe("the agent's own id of the call, from _meta; else run and JSON-RPC id"),
    session: z.string().describe("the agent's session, when _meta tells").optional(),
    tool: z.string(),
    decision: decisionSchema,
    args: z.string().describe('JSON text, redacted').optional(),
    argsBytes: z.number().int().describe('of the text before it was cut').optional(),
    redactions: z.record(z.string(), z.number().int()).optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('end'),
    call: z.string(),
    outcome: z.enum(['ok', 'error', 'denied', 'cancelled', 'unknown']),
    durationMs: z.number(),
    result: z.string().describe('JSON text, redacted').optional(),
    resultBytes: z.number().int().optional(),
    redactions: z.record(z.string(), z.number().int()).optional(),
    refused: z.array(z.string()).describe('what the cage refused while it ran, in words').optional(),
  }),
]);
export type SpoolLine = z.infer<typeof spoolLineSchema>;
