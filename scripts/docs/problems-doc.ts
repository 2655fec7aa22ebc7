interface ProblemRow {
  severity: string;
  means: string;
  fix: string;
}

/** docs/problems.md as text. */
export function problemsDoc(codes: Record<string, ProblemRow>): string {
  return [
    '# Problems and what to do about them',
    '',
    'Generated from `electron/contract/problem-codes.ts` by `node scripts/write-problems-doc.ts`; a check fails when it',
    'is out of date. Codes are stable: scripts may rely on them. `gatehouse list --problems` shows what has one.',
    '',
    '| Code | Severity | What it means | What to do |',
    '| --- | --- | --- | --- |',
    ...Object.entries(codes).map(([code, { severity, means, fix }]) => row([`\`${code}\``, severity, means, fix])),
    '',
  ].join('\n');
}

function row(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
