import { useEffect, useState } from 'react';
import { TableHead } from './table-head.tsx';

/** Milliseconds of nothing before the head and blank rows stand in. */
const grace = 150;

/** Loading: the real head and empty lines; no spinner, no shimmer. */
export function BlankRows() {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), grace);
    return () => clearTimeout(timer);
  }, []);
  if (!isDue) return null;
  return (
    <div role="grid" aria-label="Plugins" aria-busy="true">
      <TableHead />
      {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => (
        <div key={key} role="row" className="plugin-columns h-(--row)">
          <span role="gridcell" className="h-2 w-6 rounded-full bg-selected-idle" />
          <span role="gridcell" className="h-2 w-1/2 rounded-full bg-selected-idle" />
          <span role="gridcell" className="h-2 w-12 rounded-full bg-selected-idle" />
        </div>
      ))}
    </div>
  );
}
