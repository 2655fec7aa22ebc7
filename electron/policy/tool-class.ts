import type { ToolClass } from '#contract/policy';

/**
 * What a tool seems to do, by the annotations its server sends (MCP 2026-07-28, `ToolAnnotations`). They are a stranger's
 * claim: a tool that calls itself destructive is believed, one that calls itself read-only gets the class `reads` only
 * where its name says nothing to the contrary.
 */
export function toolClass(name: string, annotations: unknown): ToolClass {
  const { readOnlyHint, destructiveHint } = fields(annotations);
  if (destructiveHint === true || soundsLikeWriting(name)) return 'writes';
  if (readOnlyHint === true) return 'reads';
  return readOnlyHint === false ? 'writes' : 'unknown';
}

function fields(annotations: unknown): { readOnlyHint?: unknown; destructiveHint?: unknown } {
  return typeof annotations === 'object' && annotations !== null ? annotations : {};
}

const writingWords = new Set(
  [
    ...['add', 'append', 'apply', 'approve', 'cancel', 'clear', 'close', 'commit', 'create', 'delete', 'deploy'],
    ...['destroy', 'drop', 'edit', 'exec', 'execute', 'fill', 'insert', 'install', 'kill', 'merge', 'modify', 'move'],
    ...['patch', 'pay', 'post', 'publish', 'push', 'put', 'remove', 'rename', 'replace', 'reset', 'restart', 'revoke'],
    ...['run', 'send', 'set', 'stop', 'submit', 'transfer', 'uninstall', 'update', 'upload', 'upsert', 'write'],
  ].values(),
);

/** By its words, however they are joined: `delete_file`, `deleteFile`, `files.delete`. */
function soundsLikeWriting(name: string): boolean {
  return name
    .slice(0, 200)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => writingWords.has(word));
}
