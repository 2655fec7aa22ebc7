import { z } from 'zod';

/** A tool as its server describes it. Nothing of it is trusted: it is text by a stranger. */
export const inspectedToolSchema = z.strictObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  annotations: z.record(z.string(), z.unknown()).describe('what the server says of itself').optional(),
  inputSchema: z.unknown(),
  outputSchema: z.unknown().optional(),
  contextTokens: z
    .number()
    .int()
    .describe(
      'what it takes of a model’s context: a quarter of the bytes of name, description and input schema as JSON',
    ),
});
export type InspectedTool = z.infer<typeof inspectedToolSchema>;

/** What a server says of itself when Gatehouse starts and asks it. */
export const inspectionSchema = z.strictObject({
  name: z.string().optional(),
  version: z.string().optional(),
  protocol: z.string().describe('the revision that was agreed on').optional(),
  instructions: z.string().describe('what every session of an agent is told').optional(),
  tools: z.array(inspectedToolSchema),
  contextTokens: z.number().int().describe('of all tools and the instructions'),
  noise: z.strictObject({
    lines: z.number().int().describe('lines on its output that were no message'),
    first: z.array(z.string()),
  }),
});
export type Inspection = z.infer<typeof inspectionSchema>;

/** Something a cage could be widened by. */
export const grantSchema = z.strictObject({
  kind: z.enum(['read', 'write', 'host']),
  what: z.string().describe('a path, or a host as profiles name them'),
});
export type Grant = z.infer<typeof grantSchema>;

/** How a server would be started, before it is. */
export const launchPreviewSchema = z.strictObject({
  server: z.string(),
  file: z.string().describe('where it is defined'),
  command: z.array(z.string()).describe('program and arguments as they would be started; no value of a secret'),
  cwd: z.string().optional(),
  env: z.array(z.string()).describe('names of the variables it is given'),
  path: z.string().describe('where its programs are looked for: PATH of the login shell'),
  cage: z.array(z.string()).describe('what it may touch, a sentence each'),
  obstacle: z
    .strictObject({ reason: z.string(), remedy: z.string() })
    .describe('why it cannot be started; absent when it can')
    .optional(),
  isUncaged: z.boolean().describe('it would run as the user, because the user allowed that'),
  isRemote: z.boolean().describe('it is behind a URL: nothing would be started'),
});
export type LaunchPreview = z.infer<typeof launchPreviewSchema>;

/** A server that Gatehouse itself started, to look at it. */
export const inspectSessionSchema = z.strictObject({
  session: z.string().describe('uuid'),
  plugin: z.string(),
  server: z.string(),
  at: z.number().describe('ms since 1970'),
  state: z.enum(['running', 'ended']),
  why: z.string().describe('why it ended').optional(),
  isCaged: z.boolean(),
  host: z.string().describe('of one behind a URL; absent for one that runs here').optional(),
  limits: z
    .enum(['cgroup', 'watchdog'])
    .describe('what holds memory and processes down; absent without a cage')
    .optional(),
  isObserved: z.boolean().describe('refused files are collected too, which makes it slower'),
  notGranted: z.array(z.string()).describe('what its cage could not be given; a sentence each'),
  inspection: inspectionSchema,
  refused: z.array(z.string()).describe('attempts its cage refused so far, a sentence each'),
  proposal: z.array(grantSchema).describe('the least that would have let those attempts succeed'),
  granted: z.array(grantSchema).describe('of the proposal, by a yes in this session'),
});
export type InspectSession = z.infer<typeof inspectSessionSchema>;

/** What became of one call that was tried. */
export const triedCallSchema = z.strictObject({
  isError: z.boolean(),
  result: z.string().describe('JSON text, without secrets, cut when it is long'),
  resultBytes: z.number().int().describe('before it was cut'),
  durationMs: z.number(),
  refused: z.array(z.string()).describe('what its cage refused meanwhile'),
});
export type TriedCall = z.infer<typeof triedCallSchema>;
