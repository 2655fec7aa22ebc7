import { z } from 'zod';
import { problemSchema } from './plugin.ts';

/** Entries of one folder tree that are told; the rest is counted. */
export const FILE_TREE_LIMIT = 5_000;
/** Bytes that one page of a file holds at most. */
export const FILE_PAGE_BYTES = 256 * 1024;

const bytes = z.number().int().nonnegative().describe('bytes');

export const fileEntrySchema = z.strictObject({
  path: z.string().describe('below the root, with "/" between the names'),
  kind: z
    .enum(['file', 'folder', 'link', 'other'])
    .describe('link: not followed; other: a FIFO, a socket or a device, which is never opened'),
  size: bytes.describe('bytes; of a folder everything below it that was counted').optional(),
  files: z.number().int().nonnegative().describe('of a folder: files below it').optional(),
  target: z.string().describe('of a link: what it says, as it is').optional(),
  leadsOut: z.boolean().describe('of a link: whether it leads out of the root, or nowhere').optional(),
  isExecutable: z.boolean().describe('of a file').optional(),
  note: z.string().describe('why a folder is not told in full').optional(),
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

export const fileTreeSchema = z.strictObject({
  root: z.string().describe('absolute: a folder of the plugin, or the one file it is'),
  isFile: z.boolean(),
  size: bytes.describe('bytes of all files that were counted'),
  files: z.number().int().nonnegative(),
  entries: z.array(fileEntrySchema).describe('in the order of a tree: a folder, then what lies in it'),
  leftOut: z.number().int().nonnegative().describe('entries above the limit'),
  problems: z.array(problemSchema),
});
export type FileTree = z.infer<typeof fileTreeSchema>;

export const filePageSchema = z.strictObject({
  kind: z.enum(['text', 'binary']),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be']).describe('as of its first bytes'),
  hasBom: z.boolean(),
  isClean: z.boolean().describe('whether all bytes of the page mean something in this encoding'),
  size: bytes.describe('bytes of the whole file'),
  modified: z.iso.datetime(),
  offset: bytes.describe('where the page begins'),
  next: bytes.nullable().describe('where the next page begins; null: this is the last'),
  text: z.string().describe('of text; without the byte order mark'),
  hex: z.string().describe('of a file that is no text: two digits for each byte'),
});
export type FilePage = z.infer<typeof filePageSchema>;
