import { createApp } from '#app/app';
import { openBrowser } from '#serve/open-browser';
import { startServe } from '#serve/serve';
import { exit, type Invocation, oneOf, UsageError } from '../arguments.ts';
import type { Output } from '../session.ts';
import { shipped, version } from '../shipped.ts';

/** Serves until interrupted. The first line on stdout is the address; with --json as a document on one line. */
export async function serve({ flags, operands }: Invocation, output: Output): Promise<number> {
  if (operands.length > 0) throw new UsageError('"serve" takes no operands.');
  const port = portFrom(flags.port);
  const host = oneOf('host', flags.host, ['127.0.0.1', '::1']) ?? '127.0.0.1';
  const app = await createApp({
    ...(flags.home === undefined ? {} : { home: flags.home }),
    ...(flags.data === undefined ? {} : { data: flags.data }),
    sample: flags.sample === true,
    resources: shipped('resources'),
    door: 'serve',
    canBeAsked: flags['read-only'] !== true,
    version,
    log: output.log,
  });
  const served = await startServe(app, {
    port,
    host,
    readOnly: flags['read-only'] === true,
    rendererDir: shipped('out/renderer'),
    version,
    log: output.log,
  });
  const url = withProject(served.url, flags.project);
  process.stdout.write(output.json ? `${JSON.stringify({ url })}\n` : `Gatehouse is open at ${url}\n`);
  if (flags['no-open'] !== true && !output.json) await openBrowser(url, output.log);
  await interruption();
  await served.close();
  await app.close();
  return exit.done;
}

/** The project is part of the address, before the fragment that holds the token. */
function withProject(url: string, project: string | undefined): string {
  if (project === undefined) return url;
  const address = new URL(url);
  address.searchParams.set('project', project);
  return address.href;
}

function portFrom(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError('--port must be a number from 0 to 65535.');
  return port;
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
