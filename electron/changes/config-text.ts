import { keyOperations } from './config-value.ts';
import { spliceJson } from './json-splice.ts';
import { type SpliceOperation, type SpliceOutcome, spliceBetween } from './splice.ts';
import { parseStrictJson } from './strict-json.ts';
import { parseStrictToml, spliceToml } from './toml-splice.ts';

export type ConfigFormat = 'json' | 'toml';

export function spliceText(format: ConfigFormat, text: string, operation: SpliceOperation): SpliceOutcome {
  if (operation.kind === 'set-keys') return spliceKeys(format, text, operation);
  return format === 'json' ? spliceJson(text, operation) : spliceToml(text, operation);
}

/** Each key by itself, so that what stands between them stays; then the one splice that spans them. */
function spliceKeys(
  format: ConfigFormat,
  text: string,
  operation: Extract<SpliceOperation, { kind: 'set-keys' }>,
): SpliceOutcome {
  let now = text;
  for (const each of keyOperations(operation)) {
    const spliced = spliceText(format, now, each);
    if (!spliced.ok) return spliced;
    now = spliced.text;
  }
  return { ok: true, text: now, splice: spliceBetween(text, now), noop: now === text };
}

/** What the text means; an empty one means an empty object. Undefined when it does not parse. */
export function meaningOf(format: ConfigFormat, text: string): unknown {
  try {
    return (format === 'json' ? parseStrictJson(text) : parseStrictToml(text)) ?? {};
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Undefined when the bytes are not UTF-8: rewriting them would change bytes nobody meant to change. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
