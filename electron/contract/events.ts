import { z } from 'zod';
import { changeSchema } from './changes.ts';
import { eventTable } from './define.ts';
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
  'app.homeChanged': {
    scope: 'read',
    does: 'Another home is looked at from now on; everything known is stale.',
    payload: z.strictObject({ home: z.string(), isSample: z.boolean() }),
  },
});

export type Events = typeof events;
export type EventName = keyof Events;
export type Payload<E extends EventName> = z.output<Events[E]['payload']>;
