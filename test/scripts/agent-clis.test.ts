import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentPackages, installAgents, serverPackages } from '#scripts/agents/agent-clis.ts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const claude = agentPackages['@anthropic-ai/claude-code'];
const codex = agentPackages['@openai/codex'];

/** A program that answers like the real one, or ends with code 1 as the placeholder of a half-done install does. */
function place(folder: string, name: string, answer: string | undefined): void {
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${answer === undefined ? 'exit 1' : `echo '${answer}'`}\n`, {
    mode: 0o755,
  });
  for (const [each, version] of Object.entries(serverPackages)) {
    mkdirSync(join(folder, 'node_modules', each), { recursive: true });
    writeFileSync(join(folder, 'node_modules', each, 'package.json'), JSON.stringify({ version }));
  }
}

function never(): void {
  throw new Error('nothing had to be installed');
}

describe.skipIf(process.platform === 'win32')("the agents' programs (they are only asked on Linux)", () => {
  test('are used as they are when both answer with the right version', () => {
    const folder = temporaryFolder();
    place(folder, 'claude', `${claude} (Claude Code)`);
    place(folder, 'codex', `codex-cli ${codex}`);
    expect(installAgents(folder, never)).toBeUndefined();
  });

  test('are refused, and left alone, when they are of another version', () => {
    const folder = temporaryFolder();
    place(folder, 'claude', '9.9.9 (Claude Code)');
    place(folder, 'codex', `codex-cli ${codex}`);
    expect(installAgents(folder, never)).toBe(`${folder} holds claude 9.9.9; the comparison is written for ${claude}.`);
  });

  test('are installed again when an earlier install was left half-done', () => {
    const folder = temporaryFolder();
    place(folder, 'claude', undefined);
    place(folder, 'codex', `codex-cli ${codex}`);
    expect(installAgents(folder, () => place(folder, 'claude', `${claude} (Claude Code)`))).toBeUndefined();
  });

  test('are installed again when a package of the tests is missing or of another version', () => {
    const folder = temporaryFolder();
    const placeAll = () => {
      place(folder, 'claude', `${claude} (Claude Code)`);
      place(folder, 'codex', `codex-cli ${codex}`);
    };
    placeAll();
    const suite = join(folder, 'node_modules', '@modelcontextprotocol', 'conformance', 'package.json');
    writeFileSync(suite, '{"version":"0.0.1"}');
    expect(installAgents(folder, placeAll)).toBeUndefined();
    writeFileSync(suite, '{"version":"0.0.1"}');
    expect(installAgents(folder, () => undefined)).toMatch(
      /^npm could not install @modelcontextprotocol\/conformance \S+ into /,
    );
  });

  test('are said to be missing when the install did not bring them', () => {
    const folder = join(temporaryFolder(), 'new');
    expect(installAgents(folder, () => undefined)).toBe(`npm could not install claude ${claude} into ${folder}.`);
  });
});
