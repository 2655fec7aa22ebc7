import type { ReadPort } from '#agents/read-port';
import type { Layer, Plugin } from '#contract/plugin';

/** Adds to each layer that spoke the line its value stands on, so that a reason can be opened in an editor. */
export async function withLines(port: ReadPort, plugin: Plugin): Promise<Plugin> {
  const { locateValue } = await import('#changes/locate-value');
  const texts = new Map<string, string | undefined>();
  const textOf = (file: string) => {
    if (!texts.has(file)) {
      const outcome = port.read(file);
      texts.set(file, outcome.ok ? outcome.text : undefined);
    }
    return texts.get(file);
  };
  const withLine = (layer: Layer): Layer => {
    if (layer.line !== undefined || layer.value === '' || layer.pointer === '') return layer;
    const text = textOf(layer.file);
    const line = text === undefined ? undefined : locateValue(text, layer.file, layer.pointer);
    return line === undefined ? layer : { ...layer, line };
  };
  return { ...plugin, effective: { ...plugin.effective, layers: plugin.effective.layers.map(withLine) } };
}
