import { z } from 'zod';

/** Calls without an end that are remembered; files of crashed sessions hold some that never get one. */
const MAX_OPEN = 256;
/** Calls with an end that are remembered, because native records may come a little after the output. */
const MAX_CLOSED = 128;
const MAX_SEARCHES = 32;
const MAX_DECISIONS = 32;

const decisionSchema = z.object({
  by: z.enum(['user', 'rule', 'mode', 'hook', 'classifier', 'agent', 'unknown']),
  allowed: z.boolean(),
  reason: z.string().optional(),
});

const openCallSchema = z.object({
  id: z.string(),
  name: z.string(),
  at: z.number(),
  turn: z.string().optional(),
  /** The record gave it no call id, so what ends it is found by order. */
  isNameless: z.boolean().optional(),
  /** Of a program in code mode: names of the tools its text mentions. */
  mentions: z.array(z.string()).optional(),
  /** Of a program that goes on after its output: the cell it runs in; of a `wait`: the cell it waits for. */
  cell: z.string().optional(),
});
export type OpenCall = z.infer<typeof openCallSchema>;

const stateSchema = z.object({
  v: z.literal(1),
  session: z.string().optional(),
  isTold: z.boolean(),
  client: z.string().optional(),
  version: z.string().optional(),
  cwd: z.string().optional(),
  branch: z.string().optional(),
  model: z.string().optional(),
  approval: z.string().optional(),
  subAgent: z.string().optional(),
  turn: z.string().optional(),
  /** Time of the last record that told one. */
  at: z.number(),
  parentSession: z.string().optional(),
  ancestors: z.array(z.string()),
  /** Records with an ordinal below this are copies from `copiedFrom`. */
  copiesBelow: z.number(),
  copiedFrom: z.string().optional(),
  isCopying: z.boolean(),
  open: z.array(openCallSchema),
  closed: z.array(z.string()),
  /** Web searches of which one of the two records is still to come; `isNative` tells which one was seen. */
  searches: z.array(z.object({ id: z.string(), isNative: z.boolean() })),
  /** The program in code mode that ended last. */
  lastProgram: z.object({ id: z.string(), turn: z.string().optional(), until: z.number() }).optional(),
  decisions: z.array(z.object({ id: z.string(), decision: decisionSchema })),
});

/** What is known of a rollout between two lines: small, whatever the size of the file. */
export type RolloutState = Omit<z.infer<typeof stateSchema>, 'open' | 'closed'> & {
  open: Map<string, OpenCall>;
  closed: Set<string>;
};
export type Decision = z.infer<typeof decisionSchema>;

/** From what `savedState` gave; a fresh one when that is absent or is of another version. */
export function restoredState(saved: string | undefined, at: number): RolloutState {
  const told = saved === undefined || saved === '' ? undefined : stateSchema.safeParse(jsonOrNothing(saved)).data;
  const {
    open = [],
    closed = [],
    ...rest
  } = told ?? {
    v: 1 as const,
    isTold: false,
    at,
    ancestors: [],
    copiesBelow: 0,
    isCopying: false,
    searches: [],
    decisions: [],
  };
  return { ...rest, open: new Map(open.map((each) => [each.id, each])), closed: new Set(closed) };
}

export function savedState(state: RolloutState): string {
  return JSON.stringify({ ...state, open: [...state.open.values()], closed: [...state.closed] });
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isKnown(state: RolloutState, id: string): boolean {
  return state.open.has(id) || state.closed.has(id);
}

export function openCall(state: RolloutState, call: OpenCall): void {
  state.open.set(call.id, call);
  dropOldest(state.open, MAX_OPEN);
}

export function closeCall(state: RolloutState, id: string): void {
  state.open.delete(id);
  state.closed.delete(id);
  state.closed.add(id);
  dropOldest(state.closed, MAX_CLOSED);
}

function dropOldest(kept: Map<string, unknown> | Set<string>, limit: number): void {
  if (kept.size <= limit) return;
  const [first] = kept.keys();
  if (first !== undefined) kept.delete(first);
}

export function rememberSearch(state: RolloutState, id: string, isNative: boolean): void {
  state.searches = [...state.searches, { id, isNative }].slice(-MAX_SEARCHES);
}

/** The oldest search of which the other record was seen, by its id or as the first of its kind; it is forgotten then. */
export function takeSearch(state: RolloutState, isNative: boolean, id?: string): string | undefined {
  const found = state.searches.find((each) => each.isNative === isNative && (id === undefined || each.id === id));
  state.searches = state.searches.filter((each) => each !== found);
  return found?.id;
}

export function rememberDecision(state: RolloutState, id: string, decision: Decision): void {
  const others = state.decisions.filter((each) => each.id !== id);
  state.decisions = [...others, { id, decision }].slice(-MAX_DECISIONS);
}

export function decisionFor(state: RolloutState, id: string): Decision | undefined {
  return state.decisions.find((each) => each.id === id)?.decision;
}
