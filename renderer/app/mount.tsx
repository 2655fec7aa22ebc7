import '#renderer/styles/app.css';
import { Tooltip } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startGatehouse } from '#renderer/store/gatehouse.ts';
import { GatehouseContext } from '#renderer/store/gatehouse-context.ts';
import { drawFirstTheme } from '#renderer/store/settings.ts';
import type { Client } from '#rpc/client';
import { Shell } from './shell.tsx';

/** Draws the app into the page over a client that may still be connecting. `?theme=light|dark` overrules the system. */
export function mountGatehouse(client: Client, page: Window): void {
  const root = page.document.getElementById('root');
  if (root === null) throw new Error('The page has no root element.');
  drawFirstTheme(page);
  const gatehouse = startGatehouse(client, page);
  page.addEventListener('pagehide', (event) => event.persisted || gatehouse.stop());
  createRoot(root).render(
    <StrictMode>
      <GatehouseContext value={gatehouse}>
        <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
          <Shell />
        </Tooltip.Provider>
      </GatehouseContext>
    </StrictMode>,
  );
}
