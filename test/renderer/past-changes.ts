import type { Change } from '#contract/changes';
import { home } from './sample-plugins.ts';

const file = `${home}/.claude/settings.json`;

function change(id: string, at: string, parts: Partial<Change>): Change {
  return {
    ...{
      id,
      at,
      kind: 'switch',
      plugin: 'claude-code:plugin/playwright@claude-plugins-official',
      enable: false,
      scope: 'user',
    },
    ...{ file, beforeHash: 'c41e000000000000009b2', afterHash: '7fd000000000000e618', asked: 'browser' },
    ...{ state: 'applied', applied: true, verified: true, effective: 'disabled' },
    diff: {
      ...{ file, bytesBefore: 412, bytesAfter: 413, creates: false },
      lines: [
        { kind: 'same', before: 28, after: 28, text: '    "linear@claude-plugins-official": true,' },
        { kind: 'removed', before: 29, text: '    "playwright@claude-plugins-official": true,' },
        { kind: 'added', after: 29, text: '    "playwright@claude-plugins-official": false,' },
      ],
    },
    ...parts,
  };
}

/** A journal with every outcome, newest first. */
export const pastChanges: Change[] = [
  change('c7', '2026-11-23T12:07:19', {
    kind: 'outside',
    asked: 'watcher',
    verified: false,
    effective: 'enabled',
    note: 'Claude Code rewrote the file while it updated its plugins, and the switch came back on.',
  }),
  change('c6', '2026-11-23T11:40:03', { plugin: 'codex:plugin/canva@openai-curated' }),
  change('c5', '2026-11-23T09:15:22', {
    state: 'started',
    applied: false,
    verified: false,
    plugin: 'claude-code:plugin/terraform@claude-plugins-official',
  }),
  change('c4', '2026-11-22T18:22:10', { kind: 'undo', undoes: 'c3', enable: true }),
  change('c3', '2026-11-22T18:22:02', { state: 'undone', undoneBy: 'c4' }),
  change('c2', '2026-11-19T16:03:31', {
    state: 'failed',
    applied: false,
    verified: false,
    note: 'The file changed since it was shown.',
  }),
  change('c1', '2026-11-19T10:12:04', {
    asked: 'terminal',
    verified: false,
    note: 'Local settings turn it on again.',
    component: { kind: 'mcp-server', name: 'playwright' },
  }),
];
