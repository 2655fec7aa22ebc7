import { z } from 'zod';
import { changeSchema, planOutcomeSchema, switchScopes } from './changes.ts';
import { methodTable } from './define.ts';
import { checkSchema, inventorySnapshotSchema } from './inventory.ts';
import { componentKinds, pluginSchema } from './plugin.ts';

const nothing = z.strictObject({});
const project = z.string().nullable().describe('absolute folder whose project scope counts; null for none');

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
    }),
  },
  'app.openSample': {
    scope: 'control',
    does: 'Looks at a temporary copy of the sample home from now on; nothing of the real home is touched.',
    input: nothing,
    output: z.strictObject({ home: z.string() }),
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
  'doctor.checks': {
    scope: 'read',
    does: 'What is there and what is missing on this machine.',
    input: nothing,
    output: z.strictObject({ checks: z.array(checkSchema) }),
  },
});

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Input<M extends MethodName> = z.input<Methods[M]['input']>;
export type Output<M extends MethodName> = z.output<Methods[M]['output']>;
