import { createHash } from 'node:crypto';
import { z } from 'zod';
import { changeSchema, diffSchema, planSchema, refusalSchema, switchOptionSchema } from '#contract/changes';
import type { EventRow, MethodRow } from '#contract/define';
import { projectSchema, watchingSchema } from '#contract/inventory';
import {
  agentInfoSchema,
  componentSchema,
  effectiveSchema,
  pluginSchema,
  problemSchema,
  providesSchema,
} from '#contract/plugin';
import { byeCodes } from '#contract/wire';
import { defaultLimits } from '#rpc/limits';

type MethodTable = Record<string, MethodRow>;
type EventTable = Record<string, EventRow>;

/** Shapes that are told once, under their own name. */
const shapes: Record<string, z.ZodType> = {
  Plugin: pluginSchema,
  Effective: effectiveSchema,
  Component: componentSchema,
  Provides: providesSchema,
  Problem: problemSchema,
  AgentInfo: agentInfoSchema,
  Project: projectSchema,
  Watching: watchingSchema,
  Plan: planSchema,
  Refusal: refusalSchema,
  SwitchOption: switchOptionSchema,
  Diff: diffSchema,
  Change: changeSchema,
};

/** Twelve hex digits that change whenever a name, a scope or a schema does; descriptions and timeouts do not count. */
export function contractFingerprint(methods: MethodTable, events: EventTable): string {
  const shape = {
    methods: Object.entries(methods).map(([name, row]) => [name, row.scope, bare(row.input), bare(row.output)]),
    events: Object.entries(events).map(([name, row]) => [name, row.scope, bare(row.payload)]),
  };
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 12);
}

export function fingerprintModule(fingerprint: string): string {
  return [
    '/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */',
    `export const contractVersion = '${fingerprint}';`,
    '',
  ].join('\n');
}

/** docs/contract.md as text. Shapes with a name stand at the end. */
export function contractDoc(methods: MethodTable, events: EventTable): string {
  return [
    '# What the window and the main side may say',
    '',
    'Generated from `electron/contract/` by `node scripts/write-contract-doc.ts`; a check fails when it is out of date.',
    'Objects take no keys but those listed. The frames are in `electron/contract/wire.ts`.',
    '',
    '## Sessions',
    '',
    ...sessionRules(),
    '',
    '## Methods',
    '',
    ...Object.entries(methods).flatMap(([name, row]) => methodSection(name, row)),
    '## Events',
    '',
    ...Object.entries(events).flatMap(([name, row]) => [
      `### \`${name}\``,
      '',
      `${row.does} Needs the scope \`${row.scope}\`.`,
      '',
      ...fence('payload', row.payload),
    ]),
    '## Shapes',
    '',
    ...Object.entries(shapes).flatMap(([name, schema]) => fence(name, schema)),
  ].join('\n');
}

function sessionRules(): string[] {
  const { helloMs, frameLength, inFlight, unconfirmed } = defaultLimits;
  return [
    `- A session is one connection. Its first frame is \`hello\`, within ${helloMs / 1000} s, with protocol, contract and, where the door asks, the token; nothing is said before.`,
    '- `welcome` tells the version of the app and the scopes. Where protocol or contract differ, `bye` follows and the window must be loaded again.',
    '- Each call is answered once, by `ok` or `error`, in any order. `cancel` is answered by the error `cancelled`.',
    `- At most ${inFlight} calls run at once; one more is refused as \`unavailable\`. A frame from the window has at most ${frameLength} characters.`,
    `- The main side asks with \`ping\` how far the window has come. With more than ${unconfirmed} characters unconfirmed, the next frame ends the session with \`fell_behind\`: nothing is left out silently, the window connects again and asks for snapshots.`,
    `- \`bye\` says why a session ends: ${byeCodes.map((code) => `\`${code}\``).join(', ')}.`,
    '- A window connects again after 0.25 s, doubling to 10 s, except after `refused` and `stale`. Calls without an answer fail as `unavailable`: they may have been done.',
  ];
}

function methodSection(name: string, row: MethodRow): string[] {
  const seconds = (row.timeoutMs ?? 30_000) / 1000;
  return [
    `### \`${name}\``,
    '',
    `${row.does} Needs the scope \`${row.scope}\`; given up after ${seconds} s.`,
    '',
    ...fence('input', row.input),
    ...fence('output', row.output),
  ];
}

function fence(title: string, schema: z.ZodType): string[] {
  return ['```', `${title}: ${inWords(namedSchema(schema, title in shapes), '')}`, '```', ''];
}

function bare(schema: z.ZodType): unknown {
  const text = JSON.stringify(z.toJSONSchema(schema), (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  return JSON.parse(text);
}

interface JsonSchema {
  title?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  type?: string | string[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** As JSON Schema in which every named shape, the one being defined apart, is only its name. */
function namedSchema(schema: z.ZodType, isDefinition: boolean): JsonSchema {
  return z.toJSONSchema(schema, {
    override({ zodSchema, jsonSchema, path }) {
      const name = Object.keys(shapes).find((each) => Object.is(shapes[each], zodSchema));
      if (name === undefined || (path.length === 0 && isDefinition)) return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.title = name;
    },
  }) as JsonSchema;
}

function inWords(schema: JsonSchema, indent: string): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((each) => inWords(each, indent)).join(' | ');
  if (schema.type === 'object') return objectInWords(schema, indent);
  if (schema.type === 'array') return arrayInWords(inWords(schema.items ?? {}, indent));
  return [schema.type ?? 'anything'].flat().join(' | ');
}

function arrayInWords(item: string): string {
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
}

function objectInWords(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const mark = schema.required?.includes(key) ? '' : '?';
    const note = value.description === undefined ? '' : `${inner}// ${value.description}\n`;
    return `${note}${inner}${key}${mark}: ${inWords(value, inner)}`;
  });
  return rows.length === 0 ? '{}' : `{\n${rows.join('\n')}\n${indent}}`;
}
