import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureDrift } from '#scripts/docs/architecture-table.ts';
import { deadLinks } from '#scripts/docs/dead-links.ts';
import { problemsDoc } from '#scripts/docs/problems-doc.ts';
import { projectRoot } from '#scripts/setup/project-root.mjs';
import { temporaryFolder } from '#test/helpers/temporary-folder';

describe('links of the documentation', () => {
  it('all lead somewhere', () => {
    expect(deadLinks(projectRoot, globSync(['*.md', 'docs/**/*.md'], { cwd: projectRoot }))).toEqual([]);
  });

  it('are found when they lead nowhere, with file and line', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'docs/there.md'), '');
    const lines = [
      '[there](docs/there.md#part) and [gone](docs/gone.md)',
      '![picture](docs/picture.png "title") <img src="docs/other.png">',
      '[web](https://example.org/x) [here](#part) `[code](not-a-link.md)`',
    ];
    writeFileSync(join(root, 'README.md'), lines.join('\n'));
    expect(deadLinks(root, ['README.md'])).toEqual([
      'README.md:1: docs/gone.md leads nowhere',
      'README.md:2: docs/picture.png leads nowhere',
      'README.md:2: docs/other.png leads nowhere',
    ]);
  });
});

describe('the table of rooms', () => {
  const arrows = { contract: [], rpc: ['contract'], app: ['rpc', 'contract'], serve: ['app'], cli: ['app'] };
  const folders = ['contract', 'rpc', 'app', 'serve', 'cli'];
  const rows = [
    '| Room | It knows | May import |',
    '| --- | --- | --- |',
    '| `contract/` | what may be said | zod |',
    '| `rpc/` | how it is said | contract |',
    '| `app/` | where all is joined | all of the above |',
    '| `serve/` `cli/` | the doors | app |',
  ];

  it('agrees with the house', () => {
    expect(architectureDrift(rows.join('\n'), folders, arrows)).toEqual([]);
  });

  it.each<[string, string[], string[], string]>([
    ['a folder without a row', rows, [...folders, 'attic'], 'electron/attic/ has no row'],
    ['a row without a room', [...rows, '| `cellar/` | nothing | contract |'], folders, 'there is no room cellar/'],
    ['an arrow too many', rows.with(2, '| `contract/` | what | zod, rpc |'), folders, 'contract/ may not import rpc'],
    ['an arrow too few', rows.with(3, '| `rpc/` | how | |'), folders, 'rpc/ may import contract'],
  ])('is found wrong with %s', (_sentence, lines, present, fault) => {
    expect(architectureDrift(lines.join('\n'), present, arrows)).toEqual([fault]);
  });
});

describe('the list of problems', () => {
  it('has a row for each code and breaks no table', () => {
    const text = problemsDoc({ 'a-code': { severity: 'error', means: 'One | two.', fix: 'Mend it.' } });
    expect(text).toContain('| `a-code` | error | One \\| two. | Mend it. |\n');
  });
});
