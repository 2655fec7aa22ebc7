import type { Plugin } from '#contract/plugin';
import { sourcesOf } from '#renderer/lib/sources.ts';
import { Section } from '#renderer/ui/section.tsx';
import { StateShape } from '#renderer/ui/state-word.tsx';

export function Sources({ plugin }: { plugin: Plugin }) {
  const sources = sourcesOf(plugin);
  const agreeing = sources.filter((source) => source.agrees).length;
  return (
    <Section title="Do the sources agree?" aside={`${agreeing} of ${sources.length}`}>
      <ul>
        {sources.map((source) => (
          <li key={source.name} className="grid min-h-6 grid-cols-[0.75rem_5.75rem_minmax(0,1fr)] items-center gap-x-2">
            <StateShape shape={source.agrees ? 'ok' : 'drift'} />
            <span className="text-small text-muted">{source.name}</span>
            <span className="min-w-0 wrap-anywhere">
              {source.says}
              {!source.agrees && <span className="sr-only">, does not agree</span>}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
