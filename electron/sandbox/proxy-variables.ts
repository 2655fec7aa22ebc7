/**
 * What makes programs ask the proxy: curl, Python, Go and Rust know the first four; Node 24 its own switch too. The
 * cage's own loopback stays direct unless an address of it was granted, which then means the machine's.
 */
export function proxyVariables(port: number, hosts: readonly string[]): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`;
  const isLoopbackGranted = hosts.some((host) => /^(?:localhost|127\.|\[?::1)/i.test(host));
  const direct = isLoopbackGranted ? '' : 'localhost,127.0.0.1,::1';
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    NODE_USE_ENV_PROXY: '1',
  };
}
