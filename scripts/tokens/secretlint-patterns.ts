import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';

/** The rules of one version of the set, in its own order, with the licence they are under. */
export interface RuleSet {
  version: string;
  license: string;
  patterns: readonly { rule: string; pattern: RegExp }[];
}

/** As much of a secretlint rule as it takes to make it run. */
interface Rule {
  meta: { id: string };
  create(
    context: object,
    options: object,
  ): { file(source: { content: string; filePath: string; ext: string; contentType: string }): unknown };
}

/** A text that keeps the patterns it is searched with. */
class SearchedText extends String {
  readonly patterns: RegExp[] = [];

  override matchAll(pattern: RegExp | string): RegExpStringIterator<RegExpExecArray> {
    if (pattern instanceof RegExp) this.patterns.push(pattern);
    return super.matchAll(pattern instanceof RegExp ? pattern : new RegExp(pattern, 'g'));
  }
}

/** Lets every rule search an empty text and takes down with which patterns: the set exports functions, not patterns. */
export function secretlintPatterns(projectRoot: string): RuleSet {
  const folder = join(projectRoot, 'node_modules/@secretlint/secretlint-rule-preset-recommend');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const license = readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  return { version, license, patterns: (rules as unknown as Rule[]).flatMap(patternsOf) };
}

function patternsOf({ meta, create }: Rule): { rule: string; pattern: RegExp }[] {
  const content = new SearchedText('');
  const context = { createTranslator: () => () => ({}), report: () => undefined, ignore: () => undefined };
  // Rules take their text as a string; an object that behaves like one is what tells us their patterns.
  void create(context, {}).file({
    content: content as unknown as string,
    filePath: 'text.txt',
    ext: '.txt',
    contentType: 'text',
  });
  const rule = meta.id.replace('@secretlint/secretlint-rule-', '');
  return content.patterns.map((pattern) => ({ rule, pattern }));
}
