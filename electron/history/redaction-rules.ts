import { assignmentKeywords } from './assignment-matcher.ts';
import { privateKeyKeywords } from './private-key-matcher.ts';
import type { Keyword } from './redaction-keywords.ts';
import type { SecretMatcher } from './redaction-spans.ts';
import { secretlintRules } from './secretlint-rules.ts';
import { tokenKeywords } from './token-matcher.ts';
import { tokenRules } from './token-rules.ts';

/**
 * Every rule there is. Order counts where two begin with the same words: the closer description first, the maintained set
 * behind it, so that it catches what our own rule is too strict for, and names with any value last.
 */
export function ruleKeywords(): Keyword<SecretMatcher>[] {
  return [
    ...privateKeyKeywords(),
    ...[...tokenRules, ...secretlintRules].flatMap(tokenKeywords),
    ...assignmentKeywords(),
  ];
}

/** What a marker can be called, known secrets aside. */
export function ruleKinds(): string[] {
  const tokens = [...tokenRules, ...secretlintRules].map(({ kind }) => kind);
  return [...tokens, 'private-key', 'password', 'secret', 'api-key', 'token'];
}
