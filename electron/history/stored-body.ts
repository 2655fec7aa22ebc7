import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { StoredBody } from '#contract/history';
import type { CleanBody } from './new-facts.ts';

/** Shorter texts are kept as they are: compressing them gains nothing. */
const PLAIN = 400;
/** The checksum tells a damaged body from a good one when a store is salvaged. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };

const isJson = 1;
const isCut = 2;
const isCompressed = 4;

/** One body as it stands in the database. */
export interface BodyCell {
  /** Text, or zstd of it. */
  data: string | Uint8Array;
  flags: number;
  /** Bytes the agent wrote. */
  size: number;
}

export function packBody(body: CleanBody): BodyCell {
  const flags = (body.format === 'json' ? isJson : 0) | (body.isCut ? isCut : 0);
  const text = body.text.toWellFormed();
  if (text.length < PLAIN) return { data: text, flags, size: body.size };
  const packed = zstdCompressSync(text, options);
  if (packed.length >= Buffer.byteLength(text)) return { data: text, flags, size: body.size };
  return { data: packed, flags: flags | isCompressed, size: body.size };
}

/** Throws when the data is damaged. */
export function unpackBody({ data, flags, size }: BodyCell): StoredBody {
  const text = typeof data === 'string' ? data : zstdDecompressSync(data).toString('utf8');
  return { format: (flags & isJson) === 0 ? 'text' : 'json', text, size, isCut: (flags & isCut) !== 0 };
}
