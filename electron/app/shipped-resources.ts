import { join } from 'node:path';
import { shippedCli } from '#platform/shipped-cli';

/** Folder of the data shipped with the app: in a package it lies beside the archive, as files that can be copied. */
export function shippedResources(root: string): string {
  return join(shippedCli()?.folder ?? root, 'resources');
}
