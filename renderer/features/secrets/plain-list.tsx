import type { PlainSecret } from '#contract/secrets';
import { ruleWords } from '#renderer/lib/secret-words.ts';
import { splitPath } from '#renderer/lib/short-path.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentNames, agentShortNames } from '#renderer/lib/words.ts';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { MoveButton, MoveFailure } from './move-button.tsx';

const columns = 'grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,4fr)_9.5rem] items-center gap-x-3';

/** Secrets in plain text in the files of agents: where, for whom, and what to do. */
export function PlainList({ findings }: { findings: readonly PlainSecret[] }) {
  const sorted = findings.toSorted((a, b) => Number(b.canMove) - Number(a.canMove));
  return (
    <section aria-labelledby="plain-secrets" className="pt-6">
      <h2 id="plain-secrets" className="px-4 text-title font-semibold">
        Plain text in config files
      </h2>
      <p className="max-w-[46rem] px-4 pt-0.5 pb-2 text-muted">
        {findings.length === 0
          ? 'None was found: no value in the server entries and settings of your agents has the shape of a token or a name that promises a secret.'
          : 'Every program of yours can read these. Moving one guards its server, which then gets the value from the keychain when it starts.'}
      </p>
      {findings.length > 0 && (
        <>
          <div
            aria-hidden="true"
            className={`${columns} h-(--row-dense) border-b border-line px-4 text-label text-muted @max-[44rem]/pane:hidden`}
          >
            <span>Name</span>
            <span>Used by</span>
            <span>Where</span>
          </div>
          <ul>
            {sorted.map((finding) => (
              <Finding
                key={JSON.stringify([finding.file, finding.line, finding.plugin, finding.variable])}
                {...finding}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Finding(finding: PlainSecret) {
  const { variable, file, line, advice } = finding;
  return (
    <li className="border-b border-line px-4 py-1.5 hover:bg-hover">
      <div className={`${columns} min-h-(--control) @max-[44rem]/pane:grid-cols-[minmax(0,1fr)_auto]`}>
        <span className="truncate font-mono text-small" title={visibleString(variable)}>
          <VisibleText text={variable} />
        </span>
        <span className="min-w-0 truncate @max-[44rem]/pane:col-start-1">
          <Users finding={finding} />
        </span>
        <span className="flex min-w-0 flex-col @max-[44rem]/pane:col-start-1">
          <FileLink path={file} line={line} />
          <span className="truncate text-small text-faint">{ruleWords(finding)}</span>
        </span>
        <span className="flex justify-end @max-[44rem]/pane:col-start-2 @max-[44rem]/pane:row-span-3 @max-[44rem]/pane:row-start-1">
          {advice === undefined ? <MoveButton finding={finding} /> : <span className="text-muted">By hand</span>}
        </span>
      </div>
      {advice !== undefined && (
        <p className="max-w-[60rem] pt-0.5 text-small text-muted">
          <VisibleText text={advice} />
        </p>
      )}
      <MoveFailure finding={finding} />
    </li>
  );
}

function Users({ finding: { plugin, server, agent, project } }: { finding: PlainSecret }) {
  const place = project === null ? '' : ` in ${splitPath(project).tail.replace(/^[/\\]/, '')}`;
  if (server === undefined) return <VisibleText text={`Every program of ${agentNames[agent]}${place}`} />;
  return (
    <Tip text={visibleString(plugin ?? server)}>
      <span>
        <VisibleText text={server} />{' '}
        <span className="text-small text-faint">
          <VisibleText text={`${agentShortNames[agent]}${place}`} />
        </span>
      </span>
    </Tip>
  );
}
