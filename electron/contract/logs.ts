import { z } from 'zod';

/** Who a line of a server's log is from: the two sides of the protocol, the server's stderr, or Gatehouse itself. */
export const logSources = ['stderr', 'agent', 'server', 'gatehouse'] as const;
export type LogSource = (typeof logSources)[number];

/** A line of `logs/<server>/<created>.jsonl` in the data folder; redacted and cut already. */
export const logLineSchema = z.object({
  at: z.number().describe('ms since 1970'),
  run: z.string().describe('uuid of the run it belongs to'),
  from: z.enum(logSources),
  text: z.string().describe('stderr as it was written, else a sentence; of messages never the body'),
});
export type LogLine = z.infer<typeof logLineSchema>;

const place = z
  .string()
  .regex(/^\d{1,16}:\d{1,12}$/)
  .describe('file and byte of a line; grows with time');

export const logRequestSchema = z.strictObject({
  plugin: z.string().max(2_000),
  server: z.string().max(2_000),
  run: z.string().max(100).describe('lines of this run alone').optional(),
  text: z.string().max(500).describe('lines that hold it, letter case aside').optional(),
  before: place.describe('lines that stand before this place; without it and `after`, the newest').optional(),
  after: place.describe('lines that stand at this place and behind it').optional(),
  limit: z.number().int().min(1).max(1_000),
});
export type LogRequest = z.infer<typeof logRequestSchema>;

export const logPageSchema = z.strictObject({
  lines: z.array(logLineSchema.extend({ place })).describe('oldest first'),
  before: place.describe('for the page before this one; absent where the log begins').optional(),
  after: place.describe('for what comes behind this page; absent while there is no log').optional(),
});
export type LogPage = z.infer<typeof logPageSchema>;
export type PlacedLine = LogPage['lines'][number];

/** Colours of a terminal (SGR sequences, ECMA-48 8.3.117) say nothing outside of one. */
export function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
  return text.replaceAll(/\u001B\[[\d;:]*m/g, '');
}
