import { z } from 'zod';

/** What the user chose about Gatehouse as a program of the desktop. */
export const desktopSettingsSchema = z.strictObject({
  tray: z.boolean().describe('an icon in the tray, with the count of what needs attention'),
  closeToTray: z.boolean().describe('closing the window keeps Gatehouse running in the tray'),
  startAtLogin: z.boolean().describe('started hidden in the tray when the user logs in'),
});
export type DesktopSettings = z.output<typeof desktopSettingsSchema>;

export const firstDesktopSettings: DesktopSettings = { tray: true, closeToTray: false, startAtLogin: false };

export const desktopStateSchema = z.strictObject({
  settings: desktopSettingsSchema,
  cannotStartAtLogin: z.string().describe('why it cannot be started at login').optional(),
});
export type DesktopState = z.output<typeof desktopStateSchema>;

/** What somebody asked to see, outside of the window: in a menu, in the tray, by a link. It never does more than show. */
export const askedSchema = z.discriminatedUnion('show', [
  z.strictObject({ show: z.literal('plugin'), id: z.string() }),
  z.strictObject({ show: z.literal('screen'), screen: z.string() }),
  z.strictObject({ show: z.literal('filter') }),
  z.strictObject({ show: z.literal('keys') }),
]);
export type Asked = z.output<typeof askedSchema>;
