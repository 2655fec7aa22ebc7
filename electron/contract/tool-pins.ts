import { z } from 'zod';

/** A tool as its server described it, and the SHA-256 of the canonical JSON of the whole definition. */
const pinnedToolSchema = z.strictObject({
  hash: z.string().describe('SHA-256 in hex; two of them joined by + where a server gave one name twice'),
  definition: z.record(z.string(), z.unknown()).describe('absent when it is very long').optional(),
});

/**
 * One file of `tools/` in the data folder. `<server>.accepted.json` holds what may be used: written once, at first sight,
 * by `gatehouse run`, and after that only when the user accepts a change. `<server>.seen.json` holds what the server offered
 * last and is written by `gatehouse run` alone. So no two programs ever write the same file.
 */
export const toolPinsSchema = z.strictObject({
  v: z.literal(1),
  plugin: z.string(),
  server: z.string(),
  at: z.string().describe('ISO 8601, UTC'),
  tools: z.record(z.string(), pinnedToolSchema),
});
export type ToolPinsFile = z.infer<typeof toolPinsSchema>;
