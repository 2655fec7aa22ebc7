import { expect, test } from 'vitest';
import type { Emit } from '#app/app';
import type { Approval } from '#contract/approvals';
import { type Notice, noticeApprovals } from '../../../electron/desktop/approval-notices.ts';

function desk({ isLookedAt = false } = {}) {
  const told: string[] = [];
  const clicks: (() => void)[] = [];
  let emit: Emit = () => undefined;
  const stop = noticeApprovals({
    gatehouse: {
      subscribe(each) {
        emit = each;
        return () => told.push('unsubscribed');
      },
    },
    isLookedAt: () => isLookedAt,
    raise: () => told.push('raised'),
    create: ({ title, body }): Notice => ({
      on: (_event, listener) => clicks.push(listener),
      show: () => told.push(`show ${title}: ${body}`),
      close: () => told.push(`close ${body}`),
    }),
  });
  const wait = (...ids: string[]) => emit('approvals.changed', { approvals: ids.map(approval) });
  return { told, clicks, wait, stop };
}

function approval(id: string): Approval {
  const about = {
    plugin: 'claude-code:mcp/files@user',
    server: 'files',
    tool: `write\u202e_${id}\n`,
    agent: 'codex',
  } as const;
  return { id, ...about, project: '/', reason: '', at: 0, expiresAt: 1 };
}

test('each call is told once, in plain text, and its message goes with it', () => {
  const { told, clicks, wait, stop } = desk();
  wait('a');
  wait('a', 'b');
  expect(told).toEqual([
    'show Codex waits for your yes: write_a of files',
    'show Codex waits for your yes: write_b of files',
  ]);
  clicks[0]?.();
  wait('b');
  expect(told.slice(2)).toEqual(['raised', 'close write_a of files']);
  stop();
  expect(told.slice(4)).toEqual(['unsubscribed', 'close write_b of files']);
});

test('many at once are one message, which stays until the last is answered', () => {
  const { told, wait } = desk();
  wait('a', 'b', 'c', 'd');
  wait('d');
  expect(told).toEqual(['show 4 calls wait for your yes: Each is denied when nobody answers.']);
  wait();
  expect(told).toHaveLength(2);
});

test('nothing is said to somebody who looks', () => {
  const { told, wait } = desk({ isLookedAt: true });
  wait('a');
  expect(told).toEqual([]);
});
