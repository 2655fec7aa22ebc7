import type { z } from 'zod';

/** What a session may do: `read` looks, `control` writes agents' files after a yes, `secrets` is for the desktop window alone. */
export const sessionScopes = ['read', 'control', 'secrets'] as const;
export type SessionScope = (typeof sessionScopes)[number];

export interface MethodRow {
  scope: SessionScope;
  /** One sentence for docs/contract.md. */
  does: string;
  input: z.ZodType;
  output: z.ZodType;
  /** Milliseconds after which the caller gives up; 30,000 unless stated. */
  timeoutMs?: number;
}

export interface EventRow {
  scope: SessionScope;
  does: string;
  payload: z.ZodType;
}

/** Keeps the literal type of a table while checking its rows. */
export function methodTable<T extends Record<string, MethodRow>>(table: T): T {
  return table;
}

export function eventTable<T extends Record<string, EventRow>>(table: T): T {
  return table;
}
