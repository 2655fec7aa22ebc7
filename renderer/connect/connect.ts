import './page-policy.ts';
import { type Client, createClient } from '#rpc/client';
import { handedPort } from './handed-port.ts';
import { portTransport } from './port-transport.ts';
import { takeToken } from './session-token.ts';
import { openWebSocket } from './web-socket-transport.ts';

/** The host of the page's address in the desktop window; a serving host is a loopback address. */
const desktopHost = 'gatehouse';

/** The client of this page: over the port handed in by the desktop window, else over the socket of the serving host. */
export function connect(page: Window = window): Client {
  return page.location.hostname === desktopHost ? connectToWindow(page) : connectToServer(page);
}

function connectToWindow(page: Window): Client {
  const port = handedPort(page);
  let isTaken = false;
  return createClient(async () => {
    // One page gets one port. A lost one comes back with a fresh page, which keeps its state in its address.
    if (isTaken) page.location.reload();
    isTaken = true;
    return portTransport(await port);
  });
}

function connectToServer(page: Window): Client {
  const token = takeToken(page);
  const url = `${page.location.protocol === 'https:' ? 'wss' : 'ws'}://${page.location.host}/rpc`;
  return createClient(() => openWebSocket(url), token === undefined ? {} : { token });
}
