import { useState } from 'react';
import type { Surface } from '#contract/surface';
import { missingFiles, surfaceGroups } from '#renderer/lib/surface-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { type OpenSurface, useSurface } from '#renderer/store/surface.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { FileLink, PathText } from '#renderer/ui/path-text.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { EntryGroup } from './entry-group.tsx';
import { FilterField } from './filter-field.tsx';

/** Everything a plugin can run, by when it runs; first of all what happens at the next start of a session. */
export function CanRunTab({ id }: { id: string }) {
  const open = useSurface(id);
  if (open.failure !== undefined && open.surface === undefined) {
    return (
      <div className="pt-3">
        <Note tone="danger">What it can run could not be told: {visibleString(open.failure)}</Note>
      </div>
    );
  }
  if (open.surface === undefined) return null;
  return open.surface.entries.length === 0 ? (
    <Nothing surface={open.surface} />
  ) : (
    <Shown open={open} surface={open.surface} />
  );
}

function Shown({ open, surface }: { open: OpenSurface; surface: Surface }) {
  const [query, setQuery] = useState('');
  const groups = surfaceGroups(surface, query);
  return (
    <>
      <p className="pt-3 text-title font-semibold wrap-anywhere">{visibleString(surface.summary)}</p>
      {open.failure !== undefined && <Note tone="warn">Not current: {visibleString(open.failure)}</Note>}
      <MissingNote surface={surface} />
      <FilterField query={query} onQuery={setQuery} />
      {groups.map((group) => (
        <EntryGroup key={group.when} group={group} isSought={query !== ''} open={open} />
      ))}
      {groups.length === 0 && (
        <p className="flex flex-wrap items-center gap-2 pt-3 text-muted">
          Nothing it can run says “{visibleString(query)}”.
          <Button onClick={() => setQuery('')}>Clear</Button>
        </p>
      )}
      {surface.leftOut > 0 && (
        <p className="pt-3 text-muted">{countOf(surface.leftOut, 'more entry', 'more entries')} are left out.</p>
      )}
      <NotLooked surface={surface} />
    </>
  );
}

function MissingNote({ surface }: { surface: Surface }) {
  const missing = missingFiles(surface);
  if (missing.length === 0) return null;
  const [some, rest] = [missing.slice(0, 3), missing.length - 3];
  return (
    <div className="pt-2">
      <Note tone="danger">
        {countOf(missing.length, 'file')} these commands start {missing.length === 1 ? 'is' : 'are'} not in the plugin:{' '}
        {some.map(visibleString).join(', ')}
        {rest > 0 && ` and ${rest} more`}.
      </Note>
    </div>
  );
}

function NotLooked({ surface }: { surface: Surface }) {
  if (surface.problems.length === 0) return null;
  return (
    <Section title="Not looked at" aside={surface.problems.length}>
      <ul>
        {surface.problems.map((problem) => (
          <li key={`${problem.code} ${problem.file} ${problem.message}`} className="py-0.5 text-small text-muted">
            <p className="wrap-anywhere">{visibleString(problem.message)}</p>
            {problem.file !== undefined && (
              <p className="flex">
                <FileLink path={problem.file} line={problem.line} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const SHOWN_PLACES = 12;

function Nothing({ surface }: { surface: Surface }) {
  const rest = surface.looked.length - SHOWN_PLACES;
  return (
    <>
      <p className="pt-3 text-title font-semibold">Nothing of this plugin runs by itself</p>
      <p className="pt-0.5 text-muted">
        No hook, server, monitor, shell line, install script or program was found
        {surface.looked.length === 0 ? ': none of its files is on disk.' : ' in what was looked at:'}
      </p>
      <ul className="pt-1 text-muted">
        {surface.looked.slice(0, SHOWN_PLACES).map((path) => (
          <li key={path} className="flex">
            <PathText path={path} />
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="text-small text-muted">and {rest.toLocaleString('en')} more</p>}
      <NotLooked surface={surface} />
    </>
  );
}
