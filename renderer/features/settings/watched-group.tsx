import { useState } from 'react';
import { useInventory } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { Group, Row } from './row.tsx';

const modes = {
  watching: 'Watched: what changes is shown at once',
  rescanning: 'Looked at again and again, because watching is not possible',
  off: 'Not watched',
};
const SHOWN = 30;

/** What is watched, and the projects the agents know. */
export function WatchedGroup() {
  const watching = useInventory((state) => state.snapshot?.watching);
  const projects = useInventory((state) => state.snapshot?.projects) ?? [];
  const [isOpen, setOpen] = useState(false);
  if (watching === undefined) return null;
  const gone = projects.filter(({ exists }) => !exists).length;
  return (
    <Group title="Watching">
      <Row name="Files">
        {modes[watching.mode]}
        {watching.mode === 'watching' && ` · ${watching.paths.toLocaleString('en')} places`}
        {watching.note !== undefined && (
          <p className="text-muted">
            <VisibleText text={watching.note} />
          </p>
        )}
      </Row>
      <Row
        name="Projects"
        action={
          projects.length > 0 && (
            <Button
              aria-expanded={isOpen}
              aria-label={isOpen ? 'Hide the projects' : 'Show the projects'}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Hide' : 'Show'}
            </Button>
          )
        }
      >
        {projects.length.toLocaleString('en')} known to the agents
        {gone > 0 && `, ${gone.toLocaleString('en')} not there any more`}
        {isOpen && (
          <ul className="pt-1 text-small">
            {projects.slice(0, SHOWN).map(({ path, exists }) => (
              <li key={path} className="flex min-w-0 gap-2">
                <PathText path={path} />
                {!exists && <span className="flex-none text-muted">not there</span>}
              </li>
            ))}
            {projects.length > SHOWN && <li className="text-muted">and {projects.length - SHOWN} more</li>}
          </ul>
        )}
      </Row>
    </Group>
  );
}
