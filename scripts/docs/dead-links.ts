import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Links and pictures of Markdown files that lead to no file of the project, as `file:line: target`. */
export function deadLinks(root: string, files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        relativeTargets(line)
          .filter((target) => !existsSync(join(root, dirname(file), target)))
          .map((target) => `${file}:${index + 1}: ${target} leads nowhere`),
      ),
  );
}

/** The file parts of `[words](target)`, `![words](target)` and `<img src="target">`, without web and in-page links. */
function relativeTargets(line: string): string[] {
  const code = /`[^`]*`/g;
  const links = [...line.replace(code, '').matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|srcset|href)="([^"]+)"/g)];
  return links
    .map((match) => (match[1] ?? match[2] ?? '').split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map(decodeURIComponent);
}
