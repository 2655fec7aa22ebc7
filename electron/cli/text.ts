import type { Diff } from '#contract/changes';

/** Makes control, direction-changing and invisible characters of strangers' text visible, so a terminal cannot be driven by it. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD\u061C]/g,
    (char) => `<U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** The same for text that must stay in its line: a break in it would forge the next one. */
export function cell(text: string): string {
  return visible(text).replaceAll('\n', '<U+000A>').replaceAll('\t', '<U+0009>');
}

/** Columns padded to their widest cell; the last is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((text, at) => (widths[at] = Math.max(widths[at] ?? 0, text.length)));
  const line = (row: readonly string[]) =>
    row.map((text, at) => (at === row.length - 1 ? text : text.padEnd(widths[at] ?? 0))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** A unified diff of the one place that changes. */
export function diffText(diff: Diff): string {
  const marks = { same: ' ', added: '+', removed: '-' } as const;
  const head = `${visible(diff.file)}${diff.creates ? '  (new file)' : ''}`;
  return [head, ...diff.lines.map((line) => `${marks[line.kind]} ${visible(line.text)}`)].join('\n');
}
