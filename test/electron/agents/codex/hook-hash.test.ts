import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookHash } from '#agents/codex/hook-hash';
import { sha256 } from '#agents/codex/sha256';

const command = (text: string, more: object = {}) => ({ type: 'command', command: text, ...more });

describe('the hash Codex keeps of a trusted hook', () => {
  /** Second column: what `hooks/list` of codex 0.169.0 answered. */
  test.each([
    ['stop', 'Stop', undefined, command('true'), '2ba34c7a02841fada06b868a093d041fd3d9de81883c789a321916b0aa118851'],
    ['stop', 'Stop', 'zz', command('x'), '6f14477468be127a92604ce05b51030268ccd6077fa7a807515589cfcfc7fd17'],
    [
      'stop',
      'Stop',
      undefined,
      command('true', { timeout: 30, statusMessage: 'hi' }),
      '9a1b5f9359d115c4cbf92f715bed3f29e720ee80d5e2931523e8fa882d44bb45',
    ],
    [
      'stop',
      'Stop',
      undefined,
      command('true', { async: true }),
      'fbc96d5753340a4590d23f35ed0cb94e8a483cbb94657362cbf3c934ad57886b',
    ],
    [
      'pre_tool_use',
      'PreToolUse',
      'Bash',
      command('x'),
      '8b3de0db500a24df6d2c8ddb5e04090edd5f3066951d7e252357fb79bb6bbd16',
    ],
    [
      'pre_tool_use',
      'PreToolUse',
      '',
      command('x'),
      'b22089b130d882c1c73d1ff80b8d260c544274033f130ad1e1c72d6c40cacc38',
    ],
    [
      'pre_tool_use',
      'PreToolUse',
      'zz',
      command('x', { timeout: 0 }),
      'a6c1c00eb25449b9d35114e4f52548ffb4fced8e048602c8f251e06450e7bccc',
    ],
    [
      'pre_tool_use',
      'PreToolUse',
      'Bash',
      command('x', { commandWindows: 'y', additionalContextLimit: 3 }),
      '9dbd172f3efcea3c6f9dcdb269e0110edcbe81d69bc4f8b02cc3d9a85ef9b3ac',
    ],
    [
      'pre_tool_use',
      'PreToolUse',
      '*',
      command('node "${CLAUDE_PLUGIN_ROOT}/hook.mjs"'),
      '25ebecb3cd28ea6f8f542cec4793b35939538d52b4056c774bd7bf1e11d02900',
    ],
    [
      'session_start',
      'SessionStart',
      undefined,
      command('node "${CLAUDE_PLUGIN_ROOT}/hook.mjs"'),
      'e5de997116debed61dde79e3ad5a3bb4705e5758c5563fdbe1a112a27f6f669f',
    ],
    [
      'session_end',
      'SessionEnd',
      'zz',
      command('x'),
      'cab042b15732ed0f431a516f34b45e096906ed61846ebab65f857b07e9536ad9',
    ],
    [
      'session_end',
      'SessionEnd',
      'zz',
      command('x', { timeout: 9 }),
      '68a117af91801da9d8230e3454cea88bbe0e567a028fd4fd707e3a3263b5269a',
    ],
    [
      'user_prompt_submit',
      'UserPromptSubmit',
      'zz',
      command('x'),
      '9f83d2c9d1b48d3700283cd1d70b9fc7ad739f3245049d933978e90187ee8a84',
    ],
    ['interrupt', 'Interrupt', 'zz', command('x'), '62ff3f22d466214a78ee1c476871d1929af10e332f3b32e22b856433017c72fe'],
    [
      'interrupt',
      'Interrupt',
      'zz',
      command('x', { timeout: 9 }),
      'a5c004c961226f9446832ffd4713c9a952b1b2be25a24b433950f2394329255b',
    ],
    [
      'subagent_stop',
      'SubagentStop',
      'zz',
      command('x'),
      '2a6e086d724e6ab1836502d22442468113ba13b2c96d93c451901bd49a5b4cd6',
    ],
  ])('of %s (%s, matcher %s, %j) is the one Codex says', (label, name, matcher, handler, hash) => {
    expect(hookHash({ name, label, ...(matcher === undefined ? {} : { matcher }) }, handler, 'linux')).toBe(
      `sha256:${hash}`,
    );
  });

  test('is not guessed where the normal form is not known', () => {
    const place = { name: 'Stop', label: 'stop' };
    expect(hookHash(place, { type: 'mcp_tool', server: 's', tool: 't' }, 'linux')).toBeUndefined();
    expect(hookHash(place, command('x', { commandWindows: 'y' }), 'win32')).toBeUndefined();
    expect(hookHash(place, command('x', { timeout: 1.5 }), 'linux')).toBeUndefined();
  });

  test('SHA-256 agrees with another implementation on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
  });
});
