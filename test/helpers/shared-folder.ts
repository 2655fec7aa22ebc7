import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { notRun } from './not-run-list.ts';

const beside = resolve(import.meta.dirname, '../../../shared');

/** Why tests over real plugin trees do not run, and how to get them. */
export const whyNoShared =
  'The folder of real plugin trees is not here. Put it beside the checkout as ../shared or name it in GATEHOUSE_SHARED.';

/** Absolute path of the folder of real plugin trees, or undefined where this machine has none. */
export function sharedFolder(): string | undefined {
  const folder = process.env['GATEHOUSE_SHARED'] ?? beside;
  return existsSync(resolve(folder, 'corpus')) ? folder : undefined;
}

/** The same; a missing folder is noted in the list of what was not tested. `what` names the tests that need it. */
export function sharedFolderFor(what: string): string | undefined {
  const folder = sharedFolder();
  if (folder === undefined) notRun(what, whyNoShared, 'material');
  return folder;
}
