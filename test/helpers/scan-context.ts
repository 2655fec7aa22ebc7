import type { PackageMemo, ScanContext } from '#agents/agent-module';
import type { Platform, ReadPort } from '#agents/read-port';

/** A context for one scan: remembers nothing, never gives way. */
export function scanContext(options: {
  port: ReadPort;
  home: string;
  platform?: Platform;
  env?: Record<string, string>;
  project?: string;
  osPolicy?: Record<string, string>;
}): ScanContext {
  const memo: PackageMemo = { remember: (_root, _key, make) => make() };
  return {
    port: options.port,
    machine: {
      platform: options.platform ?? 'linux',
      home: options.home,
      env: options.env ?? {},
      osPolicy: (key) => options.osPolicy?.[key],
    },
    ...(options.project === undefined ? {} : { project: options.project }),
    memo,
    pace: async () => {},
  };
}
