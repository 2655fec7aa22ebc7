import type { Problem } from '#contract/plugin';
import type { ProblemCode } from '#contract/problem-codes';

/** What the Why column says: a few words. The whole sentence is in the inspector. */
const shortWords: Partial<Record<ProblemCode, string>> = {
  'file-unreadable': 'File cannot be read',
  'file-too-large': 'File too large',
  'not-a-file': 'Not a file',
  'settings-invalid': 'Settings do not parse',
  'record-invalid': 'Install record broken',
  'duplicate-key': 'Key stands twice',
  'invalid-text': 'Not valid UTF-8',
  'hostile-name': 'Hidden characters in name',
  'enabled-not-installed': 'Enabled, not installed',
  'recorded-not-cached': 'Recorded, not on disk',
  'cached-not-recorded': 'On disk, not recorded',
  'not-recorded-here': 'Not installed for this project',
  'no-switch-set': 'No setting mentions it',
  'old-versions': 'Older versions on disk',
  'manifest-invalid': 'Manifest invalid',
  'manifest-missing': 'Manifest missing',
  'manifest-unknown-key': 'Unknown manifest keys',
  'manifest-field-ignored': 'Manifest field ignored',
  'manifests-conflict': 'Two manifests conflict',
  'name-differs': 'Manifest has another name',
  'path-escapes': 'Path leaves the plugin',
  'path-invalid': 'Path in manifest invalid',
  'component-missing': 'Named file not found',
  'component-invalid': 'Component does not parse',
  'hook-unknown-event': 'Hook for unknown event',
  'hook-untrusted': 'Hook not trusted',
  'hook-modified': 'Hook changed since trusted',
  shadowed: 'Another one wins',
  'ran-after-off': 'Ran although it is off',
  'switch-has-no-effect': 'Switch has no effect',
  'scope-conflict': 'Settings disagree',
  'switch-value-odd': 'Switch has an odd value',
  'switch-id-invalid': 'Switch has no plugin id',
  'blocked-by-policy': 'Forbidden by policy',
  'marketplace-unknown': 'Marketplace not known',
  'marketplace-missing': 'Marketplace not on disk',
  'marketplace-invalid': 'Marketplace invalid',
  'not-in-marketplace': 'Gone from marketplace',
  'server-invalid': 'Server definition invalid',
  'server-name-reserved': 'Server name reserved',
  'server-not-approved': 'Waits for approval',
  'project-not-trusted': 'Folder not trusted',
  'ignored-file': 'File is never read',
  'remote-state': 'Switched on the server',
  'variable-unset': 'Variable not set',
  'too-many-entries': 'Too many entries',
};

const words = new Map<string, string>(Object.entries(shortWords));

/** A code without words of its own is read out: `some-new-code` becomes "Some new code". */
export function problemWords(problem: Problem): string {
  const known = words.get(problem.code);
  if (known !== undefined) return known;
  const spaced = problem.code.replaceAll('-', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
