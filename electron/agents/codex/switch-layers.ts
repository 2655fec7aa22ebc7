import type { Effective, Layer } from '#contract/plugin';
import type { CodexConfig, ConfigLayer } from './config-layers.ts';
import { pointerOf } from './pointer.ts';
import { valueAt } from './tables.ts';

/** What one switch is set to, file by file. */
export interface SwitchReading {
  /** Highest first; silent ones included. */
  layers: Layer[];
  winner?: { layer: ConfigLayer; value: unknown };
}

/** Reads the switch at `path` in every layer that could speak. */
export function readSwitch(config: CodexConfig, path: readonly string[]): SwitchReading {
  const pointer = pointerOf(path);
  const winner = config.layers.find((layer) => layer.counts && valueAt(layer.value, path) !== undefined);
  const layers = config.layers
    .filter((layer) => layer.isPresent || layer.scope === 'user')
    .map((layer): Layer => {
      const value = valueAt(layer.value, path);
      const note = layer.isBroken ? 'It does not parse, so nothing in it counts.' : layer.note;
      return {
        scope: layer.scope,
        file: layer.file,
        pointer,
        value: value === undefined ? '' : valueText(value),
        wins: layer === winner,
        ...(note === undefined ? {} : { note }),
      };
    });
  return { layers, ...(winner === undefined ? {} : { winner: { layer: winner, value: valueAt(winner.value, path) } }) };
}

export function valueText(value: unknown): string {
  const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  return (text ?? '').slice(0, 200);
}

/** The words for a switch that a layer decides. */
export function decidedByLayer(
  winner: { layer: ConfigLayer; value: unknown },
  path: readonly string[],
  reason: string,
): Effective['decidedBy'] {
  return {
    scope: winner.layer.scope,
    file: winner.layer.file,
    pointer: pointerOf(path),
    value: valueText(winner.value),
    reason,
  };
}

/** How a layer is called in a sentence. */
export function layerName(layer: ConfigLayer): string {
  switch (layer.scope) {
    case 'managed':
      return 'the managed configuration';
    case 'project':
      return `the project file in ${layer.folder ?? 'the project'}`;
    case 'profile':
      return 'a profile';
    case 'system':
      return "the machine's configuration";
    default:
      return 'your configuration';
  }
}
