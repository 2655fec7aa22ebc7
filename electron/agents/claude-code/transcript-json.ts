/** The value of one line of JSON; undefined when it is none, and `null` as it is. */
export function parsedLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
