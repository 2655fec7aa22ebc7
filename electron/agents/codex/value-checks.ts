import { asRecord, asStringList } from '#agents/shapes';

/** What a config value must be for Codex to load the file. */
export interface ValueCheck {
  fits(value: unknown): boolean;
  /** Completes "it is not …". */
  wants: string;
}

const approvalModes = ['auto', 'prompt', 'writes', 'approve'];

export const text: ValueCheck = { fits: (value) => typeof value === 'string', wants: 'a text' };
export const number: ValueCheck = {
  fits: (value) => typeof value === 'number' || typeof value === 'bigint',
  wants: 'a number',
};
export const flag: ValueCheck = { fits: (value) => typeof value === 'boolean', wants: 'true or false' };
export const names: ValueCheck = { fits: (value) => asStringList(value) !== undefined, wants: 'a list of texts' };
export const table: ValueCheck = { fits: (value) => asRecord(value) !== undefined, wants: 'a table' };
export const textMap: ValueCheck = {
  fits: (value) => Object.values(asRecord(value) ?? { no: 0 }).every((each) => typeof each === 'string'),
  wants: 'a table of texts',
};
export const approval: ValueCheck = oneOf(...approvalModes);

export function oneOf(...words: string[]): ValueCheck {
  return { fits: (value) => words.some((word) => word === value), wants: `one of ${words.join(', ')}` };
}
