import { ChevronRight } from 'lucide-react';
import type { Component, ComponentKind, Plugin, Provides } from '#contract/plugin';
import { componentNames, countOf } from '#renderer/lib/words.ts';
import { Section } from '#renderer/ui/section.tsx';
import { ComponentLine } from './component-line.tsx';

const counters: Record<ComponentKind, keyof Provides> = {
  hook: 'hooks',
  'mcp-server': 'mcpServers',
  executable: 'executables',
  monitor: 'monitors',
  'lsp-server': 'lspServers',
  module: 'modules',
  app: 'apps',
  command: 'commands',
  skill: 'skills',
  agent: 'agents',
  workflow: 'workflows',
  'output-style': 'outputStyles',
  theme: 'themes',
};
const kinds = Object.keys(componentNames) as ComponentKind[];

/** What it brings, what runs first; counts at once, the list when it was described. */
export function Brings({ plugin, components }: { plugin: Plugin; components: readonly Component[] | undefined }) {
  const brought = kinds.filter(
    (kind) => plugin.provides[counters[kind]] > 0 || components?.some((each) => each.kind === kind),
  );
  if (brought.length === 0) return <Nothing plugin={plugin} />;
  const total = brought.reduce((sum, kind) => sum + plugin.provides[counters[kind]], 0);
  return (
    <Section title="What it brings" aside={total}>
      {brought.map((kind) => (
        <KindList
          key={kind}
          kind={kind}
          id={plugin.id}
          count={plugin.provides[counters[kind]]}
          components={components?.filter((each) => each.kind === kind)}
        />
      ))}
    </Section>
  );
}

function Nothing({ plugin }: { plugin: Plugin }) {
  const isUnread = plugin.effective.state === 'missing';
  return (
    <Section title="What it brings">
      <p className="text-muted">{isUnread ? 'Not known: nothing is on disk.' : 'Nothing that the agent would load.'}</p>
    </Section>
  );
}

interface KindListProps {
  kind: ComponentKind;
  id: string;
  count: number;
  components: readonly Component[] | undefined;
}

function KindList({ kind, id, count, components }: KindListProps) {
  const [one, many] = componentNames[kind];
  return (
    <details open={kind === 'hook' || kind === 'mcp-server' || count <= 3} className="group/kind">
      <summary className="flex h-6 items-center gap-1 text-small text-muted select-none hover:text-fg">
        <ChevronRight className="-ml-0.5 size-3.5 group-open/kind:rotate-90" strokeWidth={1.75} aria-hidden="true" />
        {countOf(Math.max(count, components?.length ?? 0), one, many)}
      </summary>
      <ul className="pb-1">
        {components?.map((component, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two hooks may be the same in every field
          <ComponentLine key={index} pluginId={id} component={component} />
        ))}
      </ul>
    </details>
  );
}
