import { connect, type Socket } from 'node:net';
import type { ApprovalAnswer, ApprovalDoor, AskedApproval } from '#contract/approvals';
import { answerSchema, freshNonce, isProof, proofOf, receive, send, welcomeSchema } from './approval-wire.ts';

/** An app that is open has answered long before. */
const WELCOME_MS = 3_000;

/**
 * Asks all open apps at once; the first answer counts, and the others stop asking. Undefined when none of them is there.
 * Never rejects; with an aborted signal it is undefined too.
 */
export async function askDoors(
  doors: readonly ApprovalDoor[],
  question: AskedApproval,
  signal: AbortSignal,
): Promise<ApprovalAnswer | 'timeout' | undefined> {
  if (doors.length === 0 || signal.aborted) return undefined;
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  return new Promise((resolve) => {
    let left = doors.length;
    for (const door of doors) {
      askDoor(door, question, either).then(
        (answer) => {
          left -= 1;
          if (answer === undefined && left > 0) return;
          resolve(answer);
          done.abort();
        },
        () => resolve(undefined),
      );
    }
  });
}

function askDoor(
  door: ApprovalDoor,
  question: AskedApproval,
  signal: AbortSignal,
): Promise<ApprovalAnswer | 'timeout' | undefined> {
  return new Promise((resolve) => {
    const own = freshNonce();
    const socket: Socket = connect(door.path);
    let isWelcome = false;
    const finish = (answer: ApprovalAnswer | 'timeout' | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(finish, WELCOME_MS, undefined);
    signal.addEventListener('abort', () => finish(undefined), { once: true });
    socket.once('connect', () => send(socket, { nonce: own }));
    socket.once('close', () => finish(undefined));
    receive(socket, (message) => {
      if (!isWelcome) {
        const welcome = welcomeSchema.safeParse(message);
        if (!welcome.success || !isProof(welcome.data.proof, door.token, 'app', own)) return finish(undefined);
        isWelcome = true;
        clearTimeout(timer);
        return send(socket, { proof: proofOf(door.token, 'run', welcome.data.nonce), question });
      }
      const answer = answerSchema.safeParse(message);
      finish(answer.success ? answer.data.answer : undefined);
    });
  });
}
