import { z } from 'zod';
import { approvalAnswers, approvalSchema } from './approvals.ts';
import { bulkOutcomeSchema, bulkResultSchema, changeSchema, planOutcomeSchema, switchScopes } from './changes.ts';
import { methodTable } from './define.ts';
import { desktopSettingsSchema, desktopStateSchema } from './desktop.ts';
import { filePageSchema, fileTreeSchema } from './files.ts';
import {
  callDetailSchema,
  callSchema,
  exportFormats,
  historyProblemSchema,
  historyStatusSchema,
  overviewSchema,
  pluginUseSchema,
  querySchema,
  retentionSchema,
  searchInputSchema,
  searchPageSchema,
  suggestionSchema,
} from './history.ts';
import { grantSchema, inspectSessionSchema, launchPreviewSchema, triedCallSchema } from './inspect.ts';
import { checkSchema, inventorySnapshotSchema } from './inventory.ts';
import { logPageSchema, logRequestSchema } from './logs.ts';
import { permissionMatrixSchema, permissionsViewSchema, permissionWhySchema, wantedRuleSchema } from './permissions.ts';
import { componentKinds, pluginSchema } from './plugin.ts';
import { effects, ruleSchema, toolClasses } from './policy.ts';
import { endedRunSchema, runningSchema } from './runs.ts';
import { keychainStateSchema, plainSecretSchema, secretSchema, secretSourceSchema } from './secrets.ts';
import { runningSessionSchema } from './sessions.ts';
import { pluginSetSchema, savedSetSchema, setNamed, setViewSchema } from './sets.ts';
import { aboutSchema, commandStateSchema, settingsSchema, settingsStateSchema } from './settings.ts';
import { nextStartSchema, scriptHeadSchema, surfaceSchema } from './surface.ts';

const nothing = z.strictObject({});
const project = z.string().nullable().describe('absolute folder whose project scope counts; null for none');
const count = z.number().int().nonnegative();
const callId = z.number().int().describe('of a row of the history');
const secretName = {
  plugin: z.string().describe('id of the plugin that gets it'),
  variable: z.string().describe('name of the environment variable it gets'),
};
const inspected = { id: z.string(), server: z.string().describe('absent: the only one').optional(), project };
const inspectSession = z.string().describe('of inspect.start');
const nearby = z.number().int().min(0).max(50).describe('how many rows at most');

/** Every call there is. A row here, a handler in app/: nothing else is needed to add an action. */
export const methods = methodTable({
  'app.info': {
    scope: 'read',
    does: 'Says which Gatehouse this is, which home it looks at, and what this session may do.',
    input: nothing,
    output: z.strictObject({
      version: z.string(),
      platform: z.enum(['linux', 'darwin', 'win32']),
      door: z.enum(['desktop', 'serve']),
      home: z.string(),
      isSample: z.boolean(),
      canSwitch: z.boolean().describe('whether the session has the control scope'),
      canSetSecrets: z.boolean().describe('whether the session has the secrets scope, and the home is not the sample'),
    }),
  },
  'app.openSample': {
    scope: 'control',
    does: 'Looks at a temporary copy of the sample home from now on; nothing of the real home is touched.',
    input: nothing,
    output: z.strictObject({ home: z.string() }),
  },
  'app.openHome': {
    scope: 'control',
    does: 'Looks at another home from now on: one of the settings, or null for the one it was started with.',
    input: z.strictObject({ home: z.string().nullable() }),
    output: z.strictObject({ home: z.string() }),
    timeoutMs: 60_000,
  },
  'app.about': {
    scope: 'read',
    does: 'Versions, and where Gatehouse keeps its own data.',
    input: nothing,
    output: aboutSchema,
  },
  'settings.get': {
    scope: 'read',
    does: 'What was chosen about Gatehouse itself.',
    input: nothing,
    output: settingsStateSchema,
  },
  'settings.set': {
    scope: 'control',
    does: 'Chooses about Gatehouse itself, at once and for later.',
    input: settingsSchema.partial(),
    output: settingsStateSchema,
  },
  'command.state': {
    scope: 'read',
    does: 'Whether a terminal finds the command gatehouse, and what has that name.',
    input: nothing,
    output: commandStateSchema,
  },
  'command.install': {
    scope: 'control',
    does: 'Puts the command gatehouse where terminals find it; nothing that is not ours is written over.',
    input: nothing,
    output: commandStateSchema,
  },
  'command.remove': {
    scope: 'control',
    does: 'Takes the command gatehouse away again, when it is ours.',
    input: nothing,
    output: commandStateSchema,
  },
  'desktop.state': {
    scope: 'read',
    does: 'What was chosen about the tray and starting at login. Refused as unavailable where there is no desktop window.',
    input: nothing,
    output: desktopStateSchema,
  },
  'desktop.set': {
    scope: 'control',
    does: 'Chooses about the tray and starting at login, at once and for later. Only in the desktop window.',
    input: desktopSettingsSchema.partial(),
    output: desktopStateSchema,
  },
  'inventory.snapshot': {
    scope: 'read',
    does: 'Everything found, resolved for one project or for the user scope alone.',
    input: z.strictObject({ project }),
    output: inventorySnapshotSchema,
    timeoutMs: 60_000,
  },
  'inventory.describe': {
    scope: 'read',
    does: 'One plugin with all its components and the lines its layers stand on.',
    input: z.strictObject({ id: z.string(), project }),
    output: pluginSchema,
  },
  'inventory.rescan': {
    scope: 'read',
    does: 'Reads everything again, forgetting what was remembered.',
    input: nothing,
    output: nothing,
    timeoutMs: 60_000,
  },
  'review.surface': {
    scope: 'read',
    does: 'Everything one plugin can run, when it runs, and the file and line that says so. Starts nothing.',
    input: z.strictObject({ id: z.string(), project }),
    output: surfaceSchema,
  },
  'review.nextStart': {
    scope: 'read',
    does: 'What runs when the next session of each agent starts, over all plugins that are on.',
    input: z.strictObject({ project }),
    output: nextStartSchema,
    timeoutMs: 60_000,
  },
  'review.script': {
    scope: 'read',
    does: 'The first lines of a script that `review.surface` names; any other path is not found.',
    input: z.strictObject({ id: z.string(), project, path: z.string() }),
    output: scriptHeadSchema,
  },
  'changes.plan': {
    scope: 'read',
    does: 'Works out what flipping a switch would write, without writing; or says why it cannot.',
    input: z.strictObject({
      id: z.string(),
      enable: z.boolean(),
      project,
      scope: z.enum(switchScopes).optional(),
      component: z.strictObject({ kind: z.enum(componentKinds), name: z.string() }).optional(),
    }),
    output: planOutcomeSchema,
  },
  'changes.apply': {
    scope: 'control',
    does: 'Writes exactly what the plan showed, or refuses when the file has changed since.',
    input: z.strictObject({ planId: z.string() }),
    output: changeSchema,
    // A keychain may ask a person first.
    timeoutMs: 120_000,
  },
  'changes.list': {
    scope: 'read',
    does: 'The journal, newest first.',
    input: z.strictObject({ limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({ changes: z.array(changeSchema) }),
  },
  'changes.planUndo': {
    scope: 'read',
    does: 'Works out what putting one change back would write; or says why it cannot.',
    input: z.strictObject({ changeId: z.string() }),
    output: planOutcomeSchema,
  },
  'changes.planMany': {
    scope: 'read',
    does: 'Works out what switching several plugins as one change would write, file by file, and which are left out and why.',
    input: z.strictObject({
      ids: z.array(z.string()).min(1).max(10_000),
      enable: z.boolean(),
      project,
      scope: z.enum(switchScopes).optional(),
    }),
    output: bulkOutcomeSchema,
    timeoutMs: 120_000,
  },
  'changes.applyMany': {
    scope: 'control',
    does: 'Writes exactly what that plan showed; refuses before writing anything when a file has changed since. Cancelling stops between files.',
    input: z.strictObject({ planId: z.string() }),
    output: bulkResultSchema,
    timeoutMs: 600_000,
  },
  'changes.planUndoGroup': {
    scope: 'read',
    does: 'Works out what putting back all files of one change of several plugins would write.',
    input: z.strictObject({ group: z.string() }),
    output: bulkOutcomeSchema,
    timeoutMs: 60_000,
  },
  'sets.list': {
    scope: 'read',
    does: 'Named sets of plugins of the user scope or of one project, each with how it differs from what is on now.',
    input: z.strictObject({ project }),
    output: z.strictObject({
      sets: z.array(setViewSchema),
      problem: z.string().describe('why the file of the sets cannot be used').optional(),
    }),
    timeoutMs: 60_000,
  },
  'sets.save': {
    scope: 'control',
    does: 'Keeps a set: what is on now, or the ids given. Switches nothing.',
    input: savedSetSchema,
    output: z.strictObject({ set: pluginSetSchema }),
    timeoutMs: 60_000,
  },
  'sets.rename': {
    scope: 'control',
    does: 'Gives a set another name.',
    input: z.strictObject({ ...setNamed, to: z.string().max(256) }),
    output: z.strictObject({ set: pluginSetSchema }),
  },
  'sets.delete': {
    scope: 'control',
    does: 'Takes a set out, and gives it back so that it can be saved again. Switches nothing.',
    input: z.strictObject(setNamed),
    output: z.strictObject({ set: pluginSetSchema }),
  },
  'sets.plan': {
    scope: 'read',
    does: 'Works out what switching to a set would write, as a change of several plugins.',
    input: z.strictObject(setNamed),
    output: bulkOutcomeSchema,
    timeoutMs: 120_000,
  },
  'approvals.list': {
    scope: 'read',
    does: 'Calls of guarded servers that wait for a yes, oldest first.',
    input: nothing,
    output: z.strictObject({ approvals: z.array(approvalSchema) }),
  },
  'approvals.answer': {
    scope: 'control',
    does: 'Lets one waiting call be made: this once, for the rest of its session, or always by a rule; or denies it.',
    input: z.strictObject({ id: z.string(), answer: z.enum(approvalAnswers) }),
    output: nothing,
  },
  'runs.list': {
    scope: 'read',
    does: 'Servers that agents run through Gatehouse now, oldest first, and those that ended by themselves in the last day.',
    input: nothing,
    output: z.strictObject({
      runs: z.array(runningSchema),
      ended: z.array(endedRunSchema).describe('newest first, until dismissed'),
    }),
  },
  'runs.dismiss': {
    scope: 'control',
    does: 'Takes one that ended off the list; its log stays.',
    input: z.strictObject({ run: z.string() }),
    output: nothing,
  },
  'runs.stop': {
    scope: 'control',
    does: 'Ends one of them, with everything it started.',
    input: z.strictObject({ run: z.string() }),
    output: nothing,
  },
  'files.open': {
    scope: 'control',
    does: 'Opens a file that the window names in the editor of this user, at a line; without an editor, shows it in its folder.',
    input: z.strictObject({ file: z.string(), line: z.number().int().min(1).optional(), project }),
    output: z.strictObject({ by: z.enum(['editor', 'folder']), editor: z.string().optional() }),
  },
  'files.tree': {
    scope: 'read',
    does: 'What lies in the folders of one plugin, with sizes; links are told, not followed. Opens none of the files.',
    input: z.strictObject({ id: z.string(), project }),
    output: z.strictObject({ trees: z.array(fileTreeSchema) }),
    timeoutMs: 60_000,
  },
  'files.read': {
    scope: 'read',
    does: 'One page of a file in a folder of one plugin, as text or as bytes. Forbidden for links and for what is no regular file.',
    input: z.strictObject({
      id: z.string(),
      project,
      root: z.string().describe('as of `files.tree`'),
      path: z.string().max(4_096).describe('as of `files.tree`; empty: the root is the file'),
      offset: count.describe('bytes: 0 or the `next` of the page before'),
    }),
    output: filePageSchema,
  },
  'sessions.running': {
    scope: 'read',
    does: 'Sessions of the agents that run now, newest first: what they loaded is from when they began.',
    input: z.strictObject({}),
    output: z.strictObject({ sessions: z.array(runningSessionSchema) }),
  },
  'guards.list': {
    scope: 'read',
    does: 'Servers that their agents start through Gatehouse.',
    input: nothing,
    output: z.strictObject({
      guards: z.array(
        z.strictObject({
          plugin: z.string(),
          server: z.string(),
          project,
          at: z.string().describe('ISO 8601, UTC'),
        }),
      ),
    }),
  },
  'guards.plan': {
    scope: 'read',
    does: 'Works out what would have an agent start a server through Gatehouse, or by itself again; writes nothing.',
    input: z.strictObject({ ...inspected, guard: z.boolean().describe('false: put the agent’s own entry back') }),
    output: planOutcomeSchema,
  },
  'guards.apply': {
    scope: 'control',
    does: 'Writes exactly what that plan showed, or refuses when the file has changed since.',
    input: z.strictObject({ planId: z.string() }),
    output: changeSchema,
  },
  'inspect.preview': {
    scope: 'read',
    does: 'How a server of a plugin would be started by Gatehouse itself, and what it could touch. Starts nothing.',
    input: z.strictObject(inspected),
    output: launchPreviewSchema,
  },
  'inspect.start': {
    scope: 'control',
    does: 'Starts a server that stands in an agent’s files, caged, and asks it for its tools.',
    input: z.strictObject({ ...inspected, isObserved: z.boolean().describe('collect refused files too') }),
    output: inspectSessionSchema,
    timeoutMs: 120_000,
  },
  'inspect.list': {
    scope: 'read',
    does: 'Servers started that way, with those that ended lately; oldest first.',
    input: nothing,
    output: z.strictObject({ sessions: z.array(inspectSessionSchema) }),
  },
  'inspect.call': {
    scope: 'control',
    does: 'Calls a tool of one of them. The call is recorded; a tool that a rule denies is not called.',
    input: z.strictObject({ session: inspectSession, tool: z.string(), args: z.record(z.string(), z.unknown()) }),
    output: triedCallSchema,
    timeoutMs: 600_000,
  },
  'inspect.stop': {
    scope: 'control',
    does: 'Ends one of them, with everything it started.',
    input: z.strictObject({ session: inspectSession }),
    output: inspectSessionSchema,
  },
  'inspect.grant': {
    scope: 'control',
    does: 'Grants the server what its cage refused in that session, or takes such a grant back; counts from its next start.',
    input: z.strictObject({ session: inspectSession, grants: z.array(grantSchema), isGranted: z.boolean() }),
    output: inspectSessionSchema,
  },
  'logs.read': {
    scope: 'read',
    does: 'One page of the log of a server: its stderr, a line for each message, and what Gatehouse did. Never what messages carry.',
    input: logRequestSchema,
    output: logPageSchema,
  },
  'logs.reveal': {
    scope: 'control',
    does: 'Opens the file manager of this machine on the folder of the log of a server.',
    input: z.strictObject({ plugin: z.string(), server: z.string() }),
    output: nothing,
  },
  'permissions.view': {
    scope: 'read',
    does: 'What the servers of one plugin may do: each known tool with what would be decided of it and why, and the cage.',
    input: z.strictObject({
      ...{ id: z.string(), project },
      folder: z.string().nullable().describe('absolute working folder that calls are decided for; null for none'),
    }),
    output: permissionsViewSchema,
  },
  'permissions.matrix': {
    scope: 'read',
    does: 'What is decided of the tools of every server, by class of tool.',
    input: z.strictObject({ project }),
    output: permissionMatrixSchema,
    timeoutMs: 60_000,
  },
  'permissions.why': {
    scope: 'read',
    does: 'What decided one call of the history, and what would decide it now.',
    input: z.strictObject({ call: callId }),
    output: permissionWhySchema,
  },
  'permissions.setRule': {
    scope: 'control',
    does: 'Sets a rule; one about the very same calls is replaced. Refused where this machine’s policy is stricter.',
    input: wantedRuleSchema,
    output: z.strictObject({
      rule: ruleSchema,
      before: ruleSchema.describe('the rule it replaces').optional(),
    }),
  },
  'permissions.removeRule': {
    scope: 'control',
    does: 'Removes a rule of the user.',
    input: z.strictObject({ rule: z.string().describe('its id') }),
    output: z.strictObject({ rule: ruleSchema.describe('as it was') }),
  },
  'permissions.setDefault': {
    scope: 'control',
    does: 'Says what counts for a class of tools where no rule speaks.',
    input: z.strictObject({ class: z.enum(toolClasses), effect: z.enum(effects) }),
    output: nothing,
  },
  'permissions.setStrict': {
    scope: 'control',
    does: 'Says whether tools of a server wait to be accepted at first sight too, or only when they change.',
    input: z.strictObject({ isStrict: z.boolean() }),
    output: nothing,
  },
  'permissions.accept': {
    scope: 'control',
    does: 'Accepts held tools as they were shown; refused when one of them has changed since.',
    input: z.strictObject({
      plugin: z.string(),
      server: z.string(),
      tools: z
        .array(z.strictObject({ name: z.string(), hash: z.string() }))
        .min(1)
        .max(10_000),
    }),
    output: nothing,
  },
  'diagnostics.make': {
    scope: 'read',
    does: 'What a report of a fault needs, to be read before it is given away: no secrets, no texts of files or calls, no name of this machine.',
    input: z.strictObject({ withoutNames: z.boolean().describe('names of plugins and files stay out') }),
    output: z.strictObject({ text: z.string() }),
    timeoutMs: 120_000,
  },
  'doctor.checks': {
    scope: 'read',
    does: 'What is there and what is missing on this machine.',
    input: nothing,
    output: z.strictObject({ checks: z.array(checkSchema) }),
  },
  'history.status': {
    scope: 'read',
    does: 'How far the taking in of transcripts is, and what the store holds.',
    input: nothing,
    output: historyStatusSchema,
  },
  'history.search': {
    scope: 'read',
    does: 'One page of the calls that fit a query, newest first, by cursor or by position.',
    input: searchInputSchema,
    output: searchPageSchema,
  },
  'history.overview': {
    scope: 'read',
    does: 'How many calls fit a query, spread over time and over the values of each field.',
    input: z.strictObject({ query: querySchema, buckets: z.number().int().min(10).max(200) }),
    output: overviewSchema,
  },
  'history.days': {
    scope: 'read',
    does: 'How many rows fit a query between each two edges, so that the window can head its days in its own time zone.',
    input: z.strictObject({
      query: querySchema,
      edges: z
        .array(z.number())
        .min(2)
        .max(5_000)
        .describe('milliseconds since 1970, growing; each span holds its first edge and not its second'),
    }),
    output: z.strictObject({ counts: z.array(count).describe('one less than the edges, in their order') }),
  },
  'history.call': {
    scope: 'read',
    does: 'One call with its arguments, its result and where its record came from.',
    input: z.strictObject({ id: callId }),
    output: callDetailSchema,
  },
  'history.reveal': {
    scope: 'control',
    does: 'Opens the file manager of this machine on the folder of the transcript that a call was first seen in.',
    input: z.strictObject({ id: callId }),
    output: nothing,
  },
  'history.around': {
    scope: 'read',
    does: 'The calls of the same session just before and after one call, oldest first, that call among them.',
    input: z.strictObject({ id: callId, before: nearby, after: nearby }),
    output: z.strictObject({
      calls: z.array(callSchema),
      sessionTotal: count.describe('rows of the whole session'),
    }),
  },
  'history.complete': {
    scope: 'read',
    does: 'What could stand at the caret of a query.',
    input: z.strictObject({ query: querySchema, caret: count.describe('offset of a character') }),
    output: z.strictObject({ suggestions: z.array(suggestionSchema) }),
  },
  'history.pluginUse': {
    scope: 'read',
    does: 'When each plugin was last used, and its calls of the last 30 days.',
    input: nothing,
    output: z.strictObject({ plugins: z.array(pluginUseSchema) }),
  },
  'history.problems': {
    scope: 'read',
    does: 'Lines of transcripts that could not be read, newest first.',
    input: z.strictObject({ limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({ problems: z.array(historyProblemSchema) }),
  },
  'history.export': {
    scope: 'read',
    does: 'One page of text of the calls that fit a query; the pages put together are the file.',
    input: z.strictObject({
      query: querySchema,
      format: z.enum(exportFormats),
      cursor: z.number().int().describe('`next` of the page before; absent for the first').optional(),
    }),
    output: z.strictObject({
      text: z.string(),
      next: z.number().int().describe('cursor of the next page; absent at the end').optional(),
    }),
    timeoutMs: 60_000,
  },
  'history.import': {
    scope: 'control',
    does: 'Starts, resumes or stops the taking in of transcripts; what is taken in stays.',
    input: z.strictObject({ action: z.enum(['start', 'cancel']) }),
    output: nothing,
  },
  'history.forget': {
    scope: 'control',
    does: 'Removes the calls that fit a query for good, or with `dryRun` says how many that would be.',
    input: z.strictObject({ query: querySchema, dryRun: z.boolean() }),
    output: z.strictObject({
      count: count.describe('rows removed, or that would be'),
      isClean: z
        .boolean()
        .describe('false: another process reads, so the file is cleaned only when that ends, or at the next start')
        .optional(),
    }),
    timeoutMs: 600_000,
  },
  'history.retention': {
    scope: 'read',
    does: 'How long and how much of the history is kept.',
    input: nothing,
    output: retentionSchema,
  },
  'history.setRetention': {
    scope: 'control',
    does: 'Says how long and how much of the history is kept from now on.',
    input: retentionSchema,
    output: nothing,
  },
  'secrets.state': {
    scope: 'read',
    does: 'Asks the keychain of this machine how it is; it may show its own prompt there.',
    input: nothing,
    output: keychainStateSchema,
    timeoutMs: 60_000,
  },
  'secrets.list': {
    scope: 'read',
    does: 'The names of what the keychain holds for plugins; a value never leaves it this way.',
    input: nothing,
    output: z.strictObject({ secrets: z.array(secretSchema) }),
  },
  'secrets.findings': {
    scope: 'read',
    does: 'Secrets in plain text in the config files of agents: where they stand, never their values.',
    input: z.strictObject({ project }),
    output: z.strictObject({ findings: z.array(plainSecretSchema) }),
  },
  'secrets.sources': {
    scope: 'read',
    does: 'Where the servers of one plugin get their variables from: the keychain, a file, or the environment of the agent.',
    input: z.strictObject({ id: z.string(), project }),
    output: z.strictObject({ sources: z.array(secretSourceSchema) }),
  },
  'secrets.planMove': {
    scope: 'control',
    does: 'Works out what moving a plain secret to the keychain would write: its server is guarded, and the value leaves the file. `changes.apply` does both.',
    input: z.strictObject({ plugin: z.string(), server: z.string(), variable: z.string(), project }),
    output: planOutcomeSchema,
  },
  'secrets.set': {
    scope: 'secrets',
    does: 'Stores or replaces a value in the keychain. Nothing gives it back but the start of the server it is for.',
    input: z.strictObject({ ...secretName, value: z.string() }),
    output: nothing,
    timeoutMs: 120_000,
  },
  'secrets.delete': {
    scope: 'control',
    does: 'Removes a value from the keychain, and its name from the list.',
    input: z.strictObject(secretName),
    output: nothing,
    timeoutMs: 120_000,
  },
});

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Input<M extends MethodName> = z.input<Methods[M]['input']>;
export type Output<M extends MethodName> = z.output<Methods[M]['output']>;
