/** What the page's preload script sends to the main side to be given its port. */
export const askForPort = 'gatehouse:ask-for-port';

/** With this the main side gives the port to the preload script, and the preload script hands it on to the page. */
export const portHandedOver = 'gatehouse:port';
