import { describe, expect, it } from 'vitest';
import { cannotWrite } from '#platform/system-error';

const failed = (code: string, errno: number) => Object.assign(new Error(code), { code, errno, syscall: 'write' });

describe('a write the system refused', () => {
  it.runIf(process.platform === 'linux').each(['UNKNOWN', 'Unknown system error -122'])(
    'is named a used up quota although Node says %s',
    (code) => {
      expect(cannotWrite('/x', failed(code, -122))).toMatchObject({
        code: 'unavailable',
        message: '/x could not be written: the disk quota is used up (EDQUOT). Nothing was changed.',
      });
    },
  );

  it('has a sentence even when Node does not know its name', () => {
    expect(cannotWrite('/x', failed('Unknown system error -999', -999))).toMatchObject({ code: 'unavailable' });
  });

  it('is not what a bug throws', () => {
    const bug = new TypeError('x is undefined');
    expect(cannotWrite('/x', bug)).toBe(bug);
    const own = Object.assign(new Error('bad'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect(cannotWrite('/x', own)).toBe(own);
  });
});
