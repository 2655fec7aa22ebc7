import { z } from 'zod';
import { approvalSchema } from './approvals.ts';
import { changeSchema } from './changes.ts';
import { eventTable } from './define.ts';
import { askedSchema } from './desktop.ts';
import { historyStatusSchema } from './history.ts';
import { inventoryChangedSchema } from './inventory.ts';

/** Everything the main side may announce. Events state what happened; they never steer. */
export const events = eventTable({
  'inventory.changed': {
    scope: 'read',
    does: 'Numbered change of one view; a gap in the numbers means ask for a snapshot again.',
    payload: inventoryChangedSchema,
  },
  'changes.recorded': {
    scope: 'read',
    does: 'A row of the journal is new or different.',
    payload: changeSchema,
  },
  'changes.progress': {
    scope: 'read',
    does: 'How many files of a change of several plugins are written.',
    payload: z.strictObject({
      planId: z.string(),
      done: z.number().int().nonnegative(),
      total: z.number().int().positive(),
    }),
  },
  'approvals.changed': {
    scope: 'read',
    does: 'Other calls wait for a yes than before; all of them are told.',
    payload: z.strictObject({ approvals: z.array(approvalSchema) }),
  },
  'inspect.changed': {
    scope: 'read',
    does: 'A server that Gatehouse started was used, granted something, or ended; ask for the list.',
    payload: z.strictObject({}),
  },
  'permissions.changed': {
    scope: 'read',
    does: 'Rules, accepted tools or guarded servers are others than before; ask again for what is shown.',
    payload: z.strictObject({}),
  },
  'desktop.asked': {
    scope: 'read',
    does: 'Somebody asked to see something outside of the window: in a menu, in the tray, by a link.',
    payload: askedSchema,
  },
  'app.homeChanged': {
    scope: 'read',
    does: 'Another home is looked at from now on; everything known is stale.',
    payload: z.strictObject({ home: z.string(), isSample: z.boolean() }),
  },
  'history.changed': {
    scope: 'read',
    does: 'The history holds other rows than before; sent at most a few times a second.',
    payload: z.strictObject({
      revision: z.number().int().nonnegative().describe('of the status; grows with every change of the store'),
      calls: z.number().int().nonnegative().describe('tool calls kept'),
      rows: z.number().int().nonnegative().describe('rows of every type'),
    }),
  },
  'history.progress': {
    scope: 'read',
    does: 'How far the taking in of transcripts is; sent a few times a second while it runs, and when it ends.',
    payload: historyStatusSchema,
  },
});

export type Events = typeof events;
export type EventName = keyof Events;
export type Payload<E extends EventName> = z.output<Events[E]['payload']>;
