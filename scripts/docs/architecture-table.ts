/**
 * Where ARCHITECTURE.md and the house disagree, as sentences. It must have one row `| `room/` | sentence | imports |`
 * for every folder of `electron/`, and the imports of each row must be those of the lint rules.
 */
export function architectureDrift(
  text: string,
  folders: readonly string[],
  arrows: Record<string, readonly string[]>,
): string[] {
  const rows = new Map(text.split('\n').flatMap(tableRows));
  const missing = folders.filter((folder) => !rows.has(folder)).map((folder) => `electron/${folder}/ has no row`);
  const unknown = [...rows.keys()].filter((room) => !(room in arrows)).map((room) => `there is no room ${room}/`);
  const wrong = [...rows].flatMap(([room, cell]) => arrowDrift(room, cell, arrows));
  return [...missing, ...unknown, ...wrong];
}

/** One entry for each room that the first cell names: several doors may share a row. */
function tableRows(line: string): [string, string][] {
  const cells = line.split('|').map((cell) => cell.trim());
  const names = [...(cells[1] ?? '').matchAll(/`([a-z]+)\/(?:<[a-z]+>\/)?`/g)];
  return cells.length < 5 ? [] : names.map((match) => [match[1] ?? '', cells.at(-2) ?? '']);
}

function arrowDrift(room: string, cell: string, arrows: Record<string, readonly string[]>): string[] {
  const wanted = arrows[room];
  if (wanted === undefined || /\ball\b/.test(cell)) return [];
  const told = Object.keys(arrows).filter((other) => new RegExp(`\\b${other}\\b`).test(cell));
  const tooFew = wanted.filter((other) => !told.includes(other)).map((other) => `${room}/ may import ${other}`);
  const tooMany = told.filter((other) => !wanted.includes(other)).map((other) => `${room}/ may not import ${other}`);
  return [...tooFew, ...tooMany];
}
