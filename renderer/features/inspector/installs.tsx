import type { Install, Plugin } from '#contract/plugin';
import { countOf } from '#renderer/lib/words.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Fact, Facts, Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const scopeNames: Record<Install['scope'], string> = {
  user: 'User',
  project: 'Project',
  local: 'Local',
  managed: 'Managed',
};

export function Installs({ plugin }: { plugin: Plugin }) {
  const { installs, kind } = plugin;
  if (installs.length === 0) return null;
  const title = kind === 'plugin' ? 'Installed' : 'Defined';
  return (
    <Section title={title} aside={kind === 'plugin' ? countOf(installs.length, 'copy', 'copies') : undefined}>
      <Facts>
        {installs.map((install) => (
          <InstallFacts key={`${install.scope} ${install.projectPath} ${install.path}`} install={install} />
        ))}
      </Facts>
    </Section>
  );
}

function InstallFacts({ install }: { install: Install }) {
  const what = [install.version, install.commit?.slice(0, 12), install.installedAt?.slice(0, 10)].filter(
    (part) => part !== undefined && part !== '',
  );
  return (
    <Fact name={scopeNames[install.scope]}>
      <span className="flex min-w-0 items-center gap-2">
        {what.length > 0 && (
          <span className="min-w-0 truncate">
            <VisibleText text={[...new Set(what)].join(' · ')} />
          </span>
        )}
        {!install.exists && <Chip tone="warn">not on disk</Chip>}
      </span>
      <span className="flex min-w-0">
        <PathText path={install.path} />
      </span>
      {install.projectPath !== undefined && (
        <span className="flex min-w-0 items-center gap-1 text-small text-muted">
          for <PathText path={install.projectPath} />
        </span>
      )}
    </Fact>
  );
}
