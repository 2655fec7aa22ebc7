import type { Problem } from './plugin.ts';

/** Every problem code there is. `docs/problems.md` is generated from this table; codes are never renamed. */
export const problemCodes = {
  'file-unreadable': {
    severity: 'error',
    means: 'A file is there but may not be read.',
    fix: 'Check the permissions of the file and its folder.',
  },
  'file-too-large': {
    severity: 'error',
    means: 'A file is larger than anything its kind should hold; it was not read.',
    fix: 'Look at the file: something else wrote into it.',
  },
  'not-a-file': {
    severity: 'error',
    means: 'A folder, FIFO, socket or device stands where a file should be.',
    fix: 'Move it away; the agent cannot read it either.',
  },
  'settings-invalid': {
    severity: 'error',
    means: 'A settings or config file does not parse, or a value in it has the wrong type.',
    fix: 'Open the file at the line and mend it; until then nothing in it counts.',
  },
  'record-invalid': {
    severity: 'error',
    means: "The agent's own install or marketplace record does not parse or has a wrong shape.",
    fix: 'Let the agent rebuild it, or restore its backup.',
  },
  'duplicate-key': {
    severity: 'warning',
    means: 'The same key stands twice in one object; the last one counts.',
    fix: 'Remove one of the two.',
  },
  'invalid-text': { severity: 'warning', means: 'The file is not valid UTF-8.', fix: 'Save it as UTF-8.' },
  'hostile-name': {
    severity: 'warning',
    means: 'A name holds control, invisible or direction-changing characters, or path parts.',
    fix: 'Do not trust what it looks like; read it with its characters shown.',
  },
  'enabled-not-installed': {
    severity: 'error',
    means: 'Settings turn the plugin on, but nothing is installed under that id.',
    fix: 'Install it with the agent, or turn it off.',
  },
  'recorded-not-cached': {
    severity: 'error',
    means: 'An install record names a folder that is not there.',
    fix: 'Install it again with the agent.',
  },
  'cached-not-recorded': {
    severity: 'warning',
    means: 'A copy lies in the cache that no install record names.',
    fix: 'Install it properly, or remove the folder.',
  },
  'not-recorded-here': {
    severity: 'error',
    means: 'It is installed, but no install record applies to this project.',
    fix: 'Install it with the agent for this project or for the user.',
  },
  'no-switch-set': {
    severity: 'info',
    means: 'It is installed but no settings file mentions it, so the agent leaves it off.',
    fix: 'Enable it, or uninstall it.',
  },
  'old-versions': {
    severity: 'info',
    means: 'Older versions still lie in the cache.',
    fix: 'The agent removes them after a while.',
  },
  'manifest-invalid': {
    severity: 'error',
    means: 'The plugin manifest does not parse or breaks a rule the agent enforces; the plugin does not load.',
    fix: 'Report it to the author, or mend the manifest.',
  },
  'manifest-missing': {
    severity: 'error',
    means: 'No manifest was found where the agent needs one.',
    fix: 'Install it again with the agent.',
  },
  'manifest-unknown-key': {
    severity: 'info',
    means: 'The manifest has keys the agent ignores.',
    fix: 'Nothing to do.',
  },
  'manifest-field-ignored': {
    severity: 'warning',
    means: 'A manifest field has a shape the agent ignores.',
    fix: 'Report it to the author.',
  },
  'manifests-conflict': {
    severity: 'error',
    means: 'The marketplace entry and the manifest both define components although the entry forbids it.',
    fix: 'Report it to the author of the marketplace.',
  },
  'name-differs': {
    severity: 'warning',
    means: 'The manifest name differs from the name it is installed under.',
    fix: 'Nothing to do; its components carry the manifest name.',
  },
  'path-escapes': {
    severity: 'error',
    means: 'A path in the manifest, or a link, leads out of the plugin folder; that component is not loaded.',
    fix: 'Do not trust it before you looked; report it to the author.',
  },
  'path-invalid': {
    severity: 'warning',
    means: 'A path in the manifest does not follow the rules, so the agent ignores it.',
    fix: 'Report it to the author.',
  },
  'component-missing': {
    severity: 'warning',
    means: 'The manifest names a file or folder that is not there.',
    fix: 'Install it again, or report it to the author.',
  },
  'component-invalid': {
    severity: 'warning',
    means: 'A component file does not parse or lacks what it needs; that component is not loaded.',
    fix: 'Report it to the author.',
  },
  'hook-unknown-event': {
    severity: 'warning',
    means: 'A hook names an event the agent does not have, so it never runs.',
    fix: 'Report it to the author.',
  },
  'hook-untrusted': {
    severity: 'warning',
    means: 'Codex does not run this hook until you trust it in Codex.',
    fix: 'Run /hooks in Codex and read the hook before trusting it.',
  },
  'hook-modified': {
    severity: 'warning',
    means: 'The plugin changed since its hooks were trusted; Codex does not run them.',
    fix: 'Review the change, then trust it again in Codex.',
  },
  shadowed: {
    severity: 'warning',
    means: 'Another definition of the same name wins; this one is not used.',
    fix: 'Rename or remove one of the two.',
  },
  'ran-after-off': {
    severity: 'warning',
    means: 'It is switched off, and a call of it stands in a session that began after that.',
    fix: 'End running sessions of the agent; when it happens again, uninstall the plugin and report it to the agent.',
  },
  'switch-has-no-effect': {
    severity: 'warning',
    means: 'A setting tries to switch this, but a stronger one or the agent itself decides otherwise.',
    fix: 'Change the deciding file.',
  },
  'scope-conflict': {
    severity: 'info',
    means: 'Two settings files disagree; the stronger one wins.',
    fix: 'Nothing to do, if that is what you meant.',
  },
  'switch-value-odd': {
    severity: 'warning',
    means: 'The switch has a value that is neither true nor false.',
    fix: 'Write true or false.',
  },
  'switch-id-invalid': {
    severity: 'warning',
    means: 'A switch has a key that is no plugin id; the agent ignores it.',
    fix: 'Remove it, or write name@marketplace.',
  },
  'blocked-by-policy': {
    severity: 'warning',
    means: 'A managed rule forbids it.',
    fix: 'Ask whoever manages this machine.',
  },
  'marketplace-unknown': {
    severity: 'error',
    means: 'The marketplace it came from is not configured.',
    fix: 'Add the marketplace again with the agent.',
  },
  'marketplace-missing': {
    severity: 'error',
    means: 'The folder of a configured marketplace is not there.',
    fix: 'Update or remove the marketplace with the agent.',
  },
  'marketplace-invalid': {
    severity: 'error',
    means: 'The marketplace file does not parse or breaks its rules.',
    fix: 'Update the marketplace with the agent.',
  },
  'not-in-marketplace': {
    severity: 'warning',
    means: 'The marketplace no longer lists this plugin.',
    fix: 'Nothing to do while it works; it gets no updates.',
  },
  'server-invalid': {
    severity: 'error',
    means: 'A server definition lacks what it needs; the agent skips it or refuses to start.',
    fix: 'Mend the definition.',
  },
  'server-name-reserved': {
    severity: 'warning',
    means: 'The server has a name the agent keeps for itself.',
    fix: 'Rename it.',
  },
  'server-not-approved': {
    severity: 'warning',
    means: 'A project server waits for your approval in the agent.',
    fix: 'Approve or reject it.',
  },
  'project-not-trusted': {
    severity: 'warning',
    means: 'The agent does not trust this folder, so what the project asks for is not used.',
    fix: 'Trust the folder in the agent if you do.',
  },
  'ignored-file': {
    severity: 'warning',
    means: 'Servers or settings stand in a file that the agent never reads.',
    fix: 'Move them to the file the agent reads.',
  },
  'remote-state': {
    severity: 'warning',
    means: 'Whether it is on is kept on the server of the agent’s maker; the local switch is ignored.',
    fix: 'Switch it in the agent.',
  },
  'variable-unset': {
    severity: 'warning',
    means: 'A definition uses an environment variable that is not set.',
    fix: 'Set it, or give a default.',
  },
  'dependency-missing': {
    severity: 'error',
    means: 'A plugin it depends on is not installed or not turned on; the agent does not load it.',
    fix: 'Install and enable the other plugin, or turn this one off.',
  },
  'too-many-entries': {
    severity: 'warning',
    means: 'A folder holds more entries than are looked at.',
    fix: 'Clean the folder up.',
  },
} as const satisfies Record<string, { severity: Problem['severity']; means: string; fix: string }>;

export type ProblemCode = keyof typeof problemCodes;

/** A problem with its code's own severity unless told otherwise. */
export function problem(
  code: ProblemCode,
  message: string,
  where: { file?: string; line?: number; severity?: Problem['severity'] } = {},
): Problem {
  return {
    code,
    severity: where.severity ?? problemCodes[code].severity,
    message,
    ...(where.file === undefined ? {} : { file: where.file }),
    ...(where.line === undefined ? {} : { line: where.line }),
  };
}
