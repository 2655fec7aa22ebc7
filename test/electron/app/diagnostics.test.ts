import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCore } from '#app/core';
import { cleaned, cleaner, makeDiagnostics } from '#app/diagnostics';
import { plantedTokens } from '#test/fixtures/tokens';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const own = { home: '/home/ada', userHome: '/home/ada', user: 'ada', host: 'thunderbox' };

test('of every kind of secret nothing is left, wherever it stands', () => {
  const clean = cleaner(own);
  for (const { name, secret, text } of plantedTokens) {
    const found = JSON.stringify(cleaned({ message: text, list: [{ [text]: 1 }, `and ${text}`] }, clean));
    expect(found.includes(secret), name).toBe(false);
  }
});

test('a secret at the end of a long text is not cut in half and kept', () => {
  const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
  const text = cleaner(own)(`${'word '.repeat(117)}${token} and more`);
  expect(text).not.toContain(token.slice(0, 12));
});

test('what tells who and where this is, is taken out, and words that only look like it stay', () => {
  const clean = cleaner(own);
  expect(clean('/home/ada/.claude/settings.json of Ada at thunderbox, ada.l@example.com')).toBe(
    '~/.claude/settings.json of ‹user› at ‹host›, ‹e-mail›',
  );
  expect(clean('adaptive thunderboxes tidy@harbor')).toBe('adaptive thunderboxes tidy@harbor');
});

test('holds what a report needs, and no text of a file', async () => {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(join(home, '.claude'), { recursive: true });
  const token = `ghp_${'z9Y8x7W6v5U4t3S2r1Q0p9O8n7M6l5K4j3I2'}`;
  const settings = { enabledPlugins: { 'secret-project@acme': true }, env: { API_KEY: token }, model: 'my-own-model' };
  writeFileSync(join(home, '.claude', 'settings.json'), JSON.stringify(settings));
  writeFileSync(join(home, '.claude.json'), '{"mcpServers": {"broken');
  const core = await createCore({
    ...{ home, data: join(home, 'data'), isSample: false, watch: false, asked: 'terminal', log: () => undefined },
  });
  onTestFinished(() => core.close());
  const named = await makeDiagnostics(core, { version: '1.2.3', door: 'terminal', withoutNames: false });
  const report = JSON.parse(named);
  expect(report.gatehouse.version).toBe('1.2.3');
  expect(report.agents).toHaveLength(2);
  expect(Object.keys(report.problemCodes).length).toBeGreaterThan(0);
  expect(named).toContain('secret-project');
  for (const hidden of [token, 'my-own-model', home, hostname().length > 2 ? `"${hostname()}"` : '\0']) {
    expect(named.includes(hidden), hidden).toBe(false);
  }
  const bare = await makeDiagnostics(core, { version: '1.2.3', door: 'terminal', withoutNames: true });
  for (const hidden of ['secret-project', 'acme', '.claude.json']) expect(bare.includes(hidden), hidden).toBe(false);
}, 60_000);
