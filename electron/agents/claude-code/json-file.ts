import { parseJsonText } from '#agents/json-text';
import type { ReadPort } from '#agents/read-port';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { type ProblemCode, problem } from '#contract/problem-codes';

export interface JsonFile {
  file: string;
  exists: boolean;
  /** Undefined when absent, or when it does not hold an object; then `problems` says why. */
  value: UnknownRecord | undefined;
  problems: Problem[];
}

/** One JSON file that must hold an object. `code` is given to whatever is wrong with its content. */
export function readJsonFile(port: ReadPort, file: string, code: ProblemCode): JsonFile {
  const outcome = port.read(file);
  if (!outcome.ok) {
    const exists = outcome.reason !== 'missing';
    return { file, exists, value: undefined, problems: exists ? [readProblem(outcome, file)] : looping(port, file) };
  }
  const { value, problems } = parseJsonText(outcome.text, file, { code });
  const record = asRecord(value);
  if (outcome.hasInvalidUtf8) problems.push(problem('invalid-text', 'The file is not valid UTF-8.', { file }));
  if (value !== undefined && record === undefined)
    problems.push(problem(code, 'It does not hold an object.', { file, line: 1 }));
  return { file, exists: true, value: record, problems };
}

/** What could not be read, as a problem. */
export function readProblem(outcome: { reason: string; detail: string }, file: string): Problem {
  if (outcome.reason === 'too-large') return problem('file-too-large', `${outcome.detail} It was not read.`, { file });
  if (outcome.reason === 'not-a-file')
    return problem('not-a-file', `A file should stand here. ${outcome.detail}`, { file });
  return problem('file-unreadable', `It cannot be read: ${outcome.detail}`, { file });
}

/** A link that leads nowhere is more than an absent file. */
function looping(port: ReadPort, file: string): Problem[] {
  return port.stat(file).isLink ? [problem('file-unreadable', 'It is a link that leads nowhere.', { file })] : [];
}
