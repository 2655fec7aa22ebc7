import { expect, it } from 'vitest';
import { readStartOptions } from '#desktop/start-options';

it.each([
  [[], { sample: false, isHidden: false }],
  [['--sample'], { sample: true, isHidden: false }],
  [['--hidden'], { sample: false, isHidden: true }],
  [
    ['--home', '/h', '--data=/d', '--project', '/p'],
    { home: '/h', data: '/d', project: '/p', sample: false, isHidden: false },
  ],
  [['--no-sandbox', '--disable-gpu', 'file.txt', '--home'], { sample: false, isHidden: false }],
])('reads %j and passes over what is not for it', (args, expected) => {
  expect(readStartOptions(args)).toEqual(expected);
});
