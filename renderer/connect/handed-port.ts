import { portHandedOver } from '#contract/hand-over';

/** Resolves with the one port the preload script hands to this page; call it while the page's script first runs. */
export function handedPort(page: Window): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      // Only this very window may hand it over: a frame or an opener is another source.
      if (event.source !== page || event.data !== portHandedOver || port === undefined) return;
      page.removeEventListener('message', receive);
      resolve(port);
    };
    page.addEventListener('message', receive);
  });
}
