import { z } from 'zod';
import { pluginSchema, problemSchema } from './plugin.ts';
import { agentIds } from './plugin-id.ts';

/** What a plugin can run: one entry for each program, script, server, address or command line, and when it runs. */

/** In the order they are read: what needs nobody comes first. */
export const surfaceWhens = ['session-start', 'session', 'model', 'command', 'install', 'loose'] as const;
export type SurfaceWhen = (typeof surfaceWhens)[number];

export const surfaceWhenNames: Record<SurfaceWhen, string> = {
  'session-start': 'When a session starts',
  session: 'While a session runs',
  model: 'When the model asks for it',
  command: 'When you type a command',
  install: 'When it is installed',
  loose: 'Never by itself',
};

export const surfaceKinds = [
  'hook',
  'server',
  'helper',
  'lsp',
  'monitor',
  'module',
  'status-line',
  'notify',
  'shell',
  'executable',
  'install-script',
  'script',
] as const;
export type SurfaceKind = (typeof surfaceKinds)[number];

export const surfaceEntrySchema = z.strictObject({
  when: z.enum(surfaceWhens),
  kind: z.enum(surfaceKinds),
  name: z.string().describe('of the server, skill, command …; of a hook its event'),
  trigger: z.string().describe('in words: what makes it run'),
  event: z.string().describe('of a hook').optional(),
  matcher: z.string().optional(),
  text: z.string().describe('the command line, address or text as it would be run; long ones are cut'),
  cutCharacters: z.number().int().positive().describe('how many characters of the text were left out').optional(),
  runs: z
    .array(
      z.strictObject({
        path: z.string().describe('absolute'),
        shown: z.string().describe('relative to the plugin where it lies in it'),
        state: z.enum(['there', 'missing', 'outside']).describe('outside: it is not in the folder of the plugin'),
        size: z.number().int().nonnegative().describe('bytes').optional(),
      }),
    )
    .describe('files the command line names'),
  urls: z.array(z.string()).describe('addresses the text names'),
  file: z.string().describe('absolute path of the file that says so'),
  line: z.number().int().positive().optional(),
  agents: z.array(z.enum(agentIds)),
  runsAs: z
    .enum(['you', 'caged', 'elsewhere', 'model'])
    .describe(
      'you: with all rights of the user; elsewhere: on a server that is only contacted; model: a text the model is asked',
    ),
  isOn: z.boolean().describe('whether it would run now'),
  note: z.string().optional(),
});
export type SurfaceEntry = z.infer<typeof surfaceEntrySchema>;

export const surfaceSchema = z.strictObject({
  plugin: z.string().describe('its id'),
  summary: z.string().describe('what happens when the next session starts, in one sentence'),
  entries: z.array(surfaceEntrySchema).describe('in the order of when they run'),
  leftOut: z.number().int().nonnegative().describe('entries above the limit'),
  looked: z.array(z.string()).describe('files and folders that were read for it'),
  problems: z.array(problemSchema),
});
export type Surface = z.infer<typeof surfaceSchema>;

export const nextStartSchema = z.strictObject({
  agents: z.array(
    z.strictObject({
      agent: z.enum(agentIds),
      summary: z.string().describe('in words: how many of what run as whom'),
      entries: z.array(
        z.strictObject({
          plugin: z.string().describe('its id; absent when a settings file of the agent says it').optional(),
          owner: z.string().describe('the name of the plugin, or which settings, for people'),
          entry: surfaceEntrySchema,
        }),
      ),
    }),
  ),
});
export type NextStart = z.infer<typeof nextStartSchema>;

export const scriptHeadSchema = z.strictObject({
  text: z.string().describe('the first lines; empty when it is no text'),
  isWhole: z.boolean().describe('whether that is all of the file'),
  note: z.string().describe('why there is no text').optional(),
});
export type ScriptHead = z.infer<typeof scriptHeadSchema>;

export const showDocumentSchema = pluginSchema
  .extend({ canRun: surfaceSchema })
  .describe('what `gatehouse show --json` prints');
