import type { Call, CallDetail } from '#contract/history';
import { type CallRecord, durationOf } from './call-record.ts';
import type { CleanBody, Redactions } from './new-facts.ts';
import type { RuntimePart } from './runtime-part.ts';

const PREVIEW = 200;
/** Characters of arguments looked at for the preview. */
const LOOKED = 4_096;

/** One line of the list. `parent` is the row of the call it was made by. */
export function callFrom(id: number, record: CallRecord, parent: number | undefined): Call {
  const durationMs = durationOf(record);
  const { type, at, agent, session, supplier, project, outcome, decision, source } = record;
  return {
    ...{ id, type, at, agent, session, outcome, source, tool: supplier.tool, preview: previewOf(record.args) },
    ...(project === undefined ? {} : { project }),
    ...(supplier.plugin === undefined ? {} : { plugin: supplier.plugin }),
    ...(supplier.server === undefined ? {} : { server: supplier.server }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(decision === undefined ? {} : { decision: decision.by }),
    ...(parent === undefined ? {} : { parent }),
  };
}

export function detailFrom(
  id: number,
  record: CallRecord,
  parent: number | undefined,
  children: readonly number[],
): CallDetail {
  // What a server's log says went wrong stands in for a result the agent did not keep.
  const result = record.result ?? noted(record.notedError);
  const { supplier, args, decision, branch, model, agentVersion, subAgent, file, line } = record;
  return {
    ...callFrom(id, record, parent),
    name: record.name,
    callId: record.callId,
    redactions: counted(record.argsRedactions, record.resultRedactions),
    attribution: supplier.how,
    candidates: [...(supplier.candidates ?? [])],
    children: [...children],
    ...(args === undefined ? {} : { args }),
    ...(result === undefined ? {} : { result }),
    ...(decision?.reason === undefined ? {} : { reason: decision.reason }),
    ...(branch === undefined ? {} : { branch }),
    ...(model === undefined ? {} : { model }),
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(supplier.version === undefined ? {} : { pluginVersion: supplier.version }),
    ...(subAgent === undefined ? {} : { subAgent }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(record.kept === undefined ? {} : { gatehouse: seenFrom(record.kept.runtime) }),
  };
}

function seenFrom({ run, isCaged, host, decision, end }: RuntimePart): NonNullable<CallDetail['gatehouse']> {
  return {
    ...{ run, isCaged, decision, refused: [...(end?.refused ?? [])] },
    ...(host === undefined ? {} : { host }),
  };
}

function noted(text: string | undefined): CleanBody | undefined {
  if (text === undefined || text === '') return undefined;
  return { format: 'text', text, size: Buffer.byteLength(text), isCut: false };
}

function counted(...found: (Redactions | undefined)[]): CallDetail['redactions'] {
  const counts = new Map<string, number>();
  for (const each of found) {
    for (const [kind, count] of Object.entries(each ?? {})) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].map(([kind, count]) => ({ kind, count }));
}

/** The beginning of the arguments on one line: `key=value` pairs of an object, else the text. */
export function previewOf(args: CleanBody | undefined): string {
  if (args === undefined) return '';
  const text = args.format === 'json' ? pairs(args.text) : args.text.slice(0, LOOKED);
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= PREVIEW ? line : `${line.slice(0, PREVIEW - 1).toWellFormed()}…`;
}

function pairs(json: string): string {
  // Long ones are cut before they are parsed: then their text has to do.
  if (json.length > LOOKED * 4) return json.slice(0, LOOKED);
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return json;
    return Object.entries(value)
      .map(([key, each]) => `${key}=${JSON.stringify(each).slice(0, LOOKED)}`)
      .join(' ');
  } catch {
    return json.slice(0, LOOKED);
  }
}
