/**
 * The second opinion on JSON: comments and trailing commas are blanked by hand, then the language's own parser
 * reads it. Shares nothing with jsonc-parser. Throws SyntaxError (or RangeError when nested too deep).
 */
export function parseStrictJson(text: string): unknown {
  const bare = withoutComments(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (bare.trim() === '') return undefined;
  const value: unknown = JSON.parse(bare.replace(trailingComma, (token) => (token === ',' ? ' ' : token)));
  return value;
}

/** How many commas stand before a closing bracket: plain JSON has none, and an edit must not bring one. */
export function trailingCommas(text: string): number {
  return [...withoutComments(text).matchAll(trailingComma)].filter(([token]) => token === ',').length;
}

// Strings first in both, so that slashes and commas inside them never count.
const trailingComma = /"(?:[^"\\\r\n]|\\.)*"|,(?=\s*[}\]])/g;
const comment = /"(?:[^"\\\r\n]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

function withoutComments(text: string): string {
  return text.replace(comment, (token) => (token.startsWith('"') ? token : ' '));
}
