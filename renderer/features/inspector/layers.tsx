import type { Layer } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { layerNames } from '#renderer/lib/words.ts';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Every file that could speak, highest first; a dot on the line marks where the decision fell. */
export function Layers({ layers }: { layers: readonly Layer[] }) {
  if (layers.length === 0) return null;
  const winner = layers.find((layer) => layer.wins)?.value;
  return (
    <Section title="Who decides" aside="highest first">
      <ol>
        {layers.map((layer) => (
          <LayerLine key={`${layer.scope} ${layer.file} ${layer.pointer}`} layer={layer} word={wordOf(layer, winner)} />
        ))}
      </ol>
    </Section>
  );
}

type LayerWord = 'decides' | 'silent' | 'ignored' | 'agrees' | 'overruled';

function wordOf(layer: Layer, winner: string | undefined): LayerWord {
  if (layer.wins) return 'decides';
  if (layer.value === '') return 'silent';
  if (layer.file !== '' && layer.note !== undefined) return 'ignored';
  return layer.value === winner ? 'agrees' : 'overruled';
}

function LayerLine({ layer, word }: { layer: Layer; word: LayerWord }) {
  const isSilent = word === 'silent';
  const isStruck = word === 'overruled' || word === 'ignored';
  const look = layer.wins ? '-mx-2 rounded-control bg-selected px-2 before:left-[13px]' : isSilent ? 'text-faint' : '';
  return (
    <li
      className={`layer-line grid min-h-(--row-dense) grid-cols-[0.75rem_3.375rem_minmax(0,1fr)_minmax(2.375rem,max-content)_3.375rem] items-center gap-x-1.5 text-small ${look}`}
    >
      <Dot wins={layer.wins} isSilent={isSilent} />
      <span>{layerNames[layer.scope]}</span>
      <span className="min-w-0 truncate">
        {layer.file === '' ? <Words layer={layer} /> : <FileLink path={layer.file} line={layer.line} inProject />}
      </span>
      <span className={`max-w-24 min-w-0 truncate text-right font-mono ${isStruck ? 'text-muted line-through' : ''}`}>
        <VisibleText text={layer.value} />
      </span>
      <Tip text={visibleString(layer.note ?? layer.pointer)}>
        <span className={`text-right ${layer.wins ? 'font-semibold text-fg' : 'text-muted'}`}>{word}</span>
      </Tip>
      {layer.file !== '' && layer.note !== undefined && (
        <span className="col-[2/-1] pb-1 wrap-anywhere text-muted">
          <VisibleText text={layer.note} />
        </span>
      )}
    </li>
  );
}

function Words({ layer }: { layer: Layer }) {
  return <VisibleText text={layer.note ?? layer.pointer} />;
}

function Dot({ wins, isSilent }: { wins: boolean; isSilent: boolean }) {
  if (wins) return <span className="relative z-1 ml-px size-[9px] rounded-full bg-accent" />;
  return (
    <span
      className={`relative z-1 ml-[2px] size-[7px] rounded-full border border-line-control bg-surface ${isSilent ? 'border-dashed' : ''}`}
    />
  );
}
