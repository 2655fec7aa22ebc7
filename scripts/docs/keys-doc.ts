import type { KeyGroup } from '#renderer/lib/keys.ts';

/** docs/keys.md as text. */
export function keysDoc(groups: readonly KeyGroup[]): string {
  return [
    '# Keys',
    '',
    'Generated from `renderer/lib/keys.ts` by `node scripts/write-keys-doc.ts`; a check fails when it is out of date. `?` shows',
    'the same in the window, that of the open screen first. Single letters are off while a text field has the focus.',
    ...groups.flatMap(({ title, rows }) => [
      '',
      `## ${title}`,
      '',
      '| Keys | What they do |',
      '| --- | --- |',
      ...rows.map(({ keys, does }) => `| ${keys.map((key) => `\`${key}\``).join(' ')} | ${does} |`),
    ]),
    '',
  ].join('\n');
}
