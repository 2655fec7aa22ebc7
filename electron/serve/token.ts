import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits as base64url: 43 characters. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
export function isSameToken(given: string | undefined, token: string): boolean {
  const isSame = timingSafeEqual(digest(given ?? ''), digest(token));
  return given !== undefined && isSame;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
