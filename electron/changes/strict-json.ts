/**
 * The second opinion on JSON: comments and trailing commas are blanked by hand, then the language's own parser
 * reads it. Shares nothing with jsonc-parser. Throws SyntaxError (or RangeError when nested too deep).
 */
export function parseStrictJson(text: string): unknown {
  const bare = blankComments(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (bare.trim() === '') return undefined;
  const value: unknown = JSON.parse(bare);
  return value;
}

function blankComments(text: string): string {
  // Strings first, so that slashes and commas inside them never count.
  const withoutComments = text.replace(/"(?:[^"\\\r\n]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, (token) =>
    token.startsWith('"') ? token : ' ',
  );
  return withoutComments.replace(/"(?:[^"\\\r\n]|\\.)*"|,(?=\s*[}\]])/g, (token) => (token === ',' ? ' ' : token));
}
