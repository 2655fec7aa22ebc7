import { asRecord } from '#agents/shapes';

import {
  agentPlaces,
  commandPlaces,
  executablePlaces,
  folderPlaces,
  inlineCommands,
  skillPlaces,
} from './package-places.ts';
import type { PackageParts, Reading } from './package-reading.ts';
import { hookParts, lspParts, monitorParts, serverParts } from './package-runs.ts';

/** Every component of one package (documentation "Plugin manifest reference", table of components). */
export function readParts(reading: Reading): PackageParts {
  const { raw } = reading;
  return {
    places: [
      ...skillPlaces(reading),
      ...commandPlaces(reading),
      ...agentPlaces(reading),
      ...folderPlaces(reading, 'output-style', 'output-styles', '.md', raw['outputStyles']),
      ...folderPlaces(reading, 'workflow', 'workflows', '.js', raw['workflows']),
      ...folderPlaces(reading, 'theme', 'themes', '.json', asRecord(raw['experimental'])?.['themes'] ?? raw['themes']),
      ...executablePlaces(reading),
    ],
    read: [
      ...inlineCommands(reading),
      ...hookParts(reading),
      ...serverParts(reading),
      ...lspParts(reading),
      ...monitorParts(reading),
    ],
  };
}
