import { type ReactNode, useState } from 'react';
import { agentNames, countOf } from '#renderer/lib/words.ts';
import { useInventory } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Group, Row } from './row.tsx';

/** Which agents there are, and where was looked for each. */
export function AgentsGroup() {
  const agents = useInventory((state) => state.snapshot?.agents) ?? [];
  const byId = useInventory((state) => state.byId);
  const found = agents.filter((each) => each.found).length;
  return (
    <Group title="Agents" aside={`${found} of ${agents.length} found`}>
      {agents.map(({ id, root, looked, problems, found: isFound }) => {
        const rows = [...byId.values()].filter(({ agent }) => agent === id);
        const words = [
          isFound ? 'Found' : 'Not found',
          countOf(rows.length, 'row'),
          ...(problems.length === 0 ? [] : [countOf(problems.length, 'problem')]),
        ];
        return (
          <Looked key={id} name={agentNames[id]} looked={looked}>
            {words.join(', ')} · <PathText path={root} />
          </Looked>
        );
      })}
    </Group>
  );
}

interface LookedProps {
  name: string;
  looked: readonly { path: string; result: string }[];
  children: ReactNode;
}

function Looked({ name, looked, children }: LookedProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Row
      name={name}
      action={
        <Button aria-expanded={isOpen} aria-label={`Where it looked for ${name}`} onClick={() => setOpen(!isOpen)}>
          Where it looked
        </Button>
      }
    >
      {children}
      {isOpen && (
        <ul className="pt-1 text-small">
          {looked.map(({ path, result }) => (
            <li key={path} className="flex min-w-0 gap-2">
              <PathText path={path} />
              <span className="flex-none text-muted">{result}</span>
            </li>
          ))}
        </ul>
      )}
    </Row>
  );
}
