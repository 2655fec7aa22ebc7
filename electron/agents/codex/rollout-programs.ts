/**
 * Code mode: the model writes JavaScript for the tool `exec`, and calls tools from there. Such a program may go on after
 * its output in a *cell*, which the model waits for with the tool `wait`. The calls inside have ids of their own
 * (`exec-<uuid>`) that no record links to the program: they are linked by turn, time and the tools its text mentions.
 */
import type { Observation } from '#agents/transcript';
import { bodyOfOutput } from './rollout-bodies.ts';
import { endFact, type Rollout, timeOfRecord } from './rollout-facts.ts';
import type { Verdict } from './rollout-outcome.ts';
import type { RolloutRecord } from './rollout-record.ts';
import { closeCall, type OpenCall, type RolloutState } from './rollout-state.ts';

/** Longer texts are looked at in their beginning only. */
const MAX_LOOKED = 64 * 1024;
const MAX_MENTIONS = 32;

/** Names of the tools that a program mentions, for the state. */
export function mentionedTools(program: string): string[] {
  const found = program.slice(0, MAX_LOOKED).matchAll(/\btools\.([A-Za-z_$][\w$]{0,120})/g);
  return [...new Set(Array.from(found, ([, name = '']) => name))].slice(0, MAX_MENTIONS);
}

/** The program that made an inner call; undefined when none was running. */
export function programOf(
  state: RolloutState,
  call: { turn: string | undefined; tool: string; startedAt: number },
): string | undefined {
  const isOfTurn = (turn: string | undefined) => turn === undefined || call.turn === undefined || turn === call.turn;
  const running = [...state.open.values()].filter((each) => each.mentions !== undefined && isOfTurn(each.turn));
  if (running.length > 1) {
    return (running.find((each) => each.mentions?.includes(call.tool)) ?? running.at(-1))?.id;
  }
  const last = state.lastProgram;
  const isLate = last !== undefined && isOfTurn(last.turn) && call.startedAt <= last.until;
  return running[0]?.id ?? (isLate ? last.id : undefined);
}

/** Notes that a program goes on in a cell, or that it ended. */
export function programReturned(rollout: Rollout, record: RolloutRecord, program: OpenCall, verdict: Verdict): void {
  if (verdict.cell !== undefined) {
    rollout.state.open.set(program.id, { ...program, cell: verdict.cell });
    return;
  }
  closeCall(rollout.state, program.id);
  rollout.state.lastProgram = { id: program.id, turn: program.turn, until: timeOfRecord(rollout, record) };
}

/** The end of the program a `wait` waited for, once the cell says how it ended. */
export function cellReturned(
  rollout: Rollout,
  record: RolloutRecord,
  wait: OpenCall,
  verdict: Verdict,
): readonly Observation[] {
  if (wait.cell === undefined || verdict.cell !== undefined) return [];
  const program = [...rollout.state.open.values()].find(
    (each) => each.mentions !== undefined && each.cell === wait.cell,
  );
  if (program === undefined) return [];
  programReturned(rollout, record, program, verdict);
  const result = bodyOfOutput(record.payload['output']);
  return [endFact(rollout, record, { callId: program.id, outcome: verdict.outcome, rank: 1, result })];
}
