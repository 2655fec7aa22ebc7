import { z } from 'zod';
import { agentIds } from './plugin-id.ts';

/**
 * An MCP server as its agent would start it, with its values: variables are not filled in yet, because some come from the
 * agent's environment at the start. Never sent to a window and never logged.
 */
export const serverDefinitionSchema = z.strictObject({
  plugin: z.string().describe('Gatehouse plugin id'),
  server: z.string(),
  agent: z.enum(agentIds),
  transport: z
    .enum(['stdio', 'http', 'sse', 'ws', 'bundle'])
    .describe('bundle: an .mcpb file, which its agent unpacks'),
  command: z.string().optional(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  passEnv: z.array(z.string()).describe('names of variables the agent hands on from its own environment'),
  cwd: z.string().describe('absolute; absent means the project').optional(),
  url: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  variableHeaders: z
    .record(
      z.string(),
      z.strictObject({
        variable: z.string().describe('whose value it has: of a secret, else of the agent’s environment'),
        scheme: z.string().describe('stands before the value, as Bearer does').optional(),
        isOptional: z.boolean().describe('without a value it is not sent').optional(),
      }),
    )
    .describe('headers by their names')
    .optional(),
  login: z
    .enum(['oauth', 'helper'])
    .describe('headers its agent gets elsewhere: by logging in, or from a program; Gatehouse does neither')
    .optional(),
  root: z.string().describe('folder of the plugin it is part of').optional(),
  dataFolder: z.string().describe('folder the agent gives the plugin to write to').optional(),
  file: z.string().describe('where it is defined'),
  expands: z.boolean().describe('whether ${NAME} in it stands for a variable'),
  variables: z.record(z.string(), z.string()).describe('what the agent fills in besides the environment'),
  startTimeoutMs: z.number().positive().optional(),
  callTimeoutMs: z.number().positive().optional(),
});
export type ServerDefinition = z.infer<typeof serverDefinitionSchema>;
