import { z } from 'zod';

/** `prepared/<server>.json` in the data folder: a package that was downloaded once, after a yes, and is started from there. */
export const preparedSchema = z.strictObject({
  v: z.literal(1),
  plugin: z.string(),
  server: z.string(),
  spec: z.string().describe('as the definition writes it; another one is another package'),
  program: z.string().optional(),
  name: z.string(),
  version: z.string(),
  at: z.string().describe('ISO 8601, UTC'),
  folder: z.string().describe('absolute, in the same folder'),
  entry: z.string().describe('absolute path of the program in it'),
  hash: z.string().describe('SHA-256 over names, kinds and contents of all its files'),
  stamp: z.string().describe('tells cheaply that nothing in the folder was touched since').optional(),
  files: z.number().int().nonnegative(),
});
export type Prepared = z.infer<typeof preparedSchema>;
