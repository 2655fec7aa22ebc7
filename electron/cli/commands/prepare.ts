import { exit, type Invocation, theOnly } from '../arguments.ts';
import { isAgreed } from '../ask-yes.ts';
import { type Output, openCore } from '../session.ts';
import { cell } from '../text.ts';

/** Downloads the package a server is started from, once and after a yes, so that its cage needs no network. */
export async function prepare({ operands, flags }: Invocation, output: Output): Promise<number> {
  const id = theOnly(operands, 'plugin id');
  const core = await openCore(flags, output);
  try {
    const { planPrepare, prepare: download } = await import('#app/prepare-package');
    const definition = await core.originalDefinition(id, flags.server, flags.project ?? null);
    const options = { data: core.data, env: process.env, now: () => new Date() };
    const plan = await planPrepare(definition, options);
    const what = `${cell(plan.name)} ${cell(plan.version)}`;
    if (!output.json) output.print(`${cell(plan.spec)} is ${what} now. Scripts of packages will not be run.`);
    if (!(await isAgreed(flags, output, `Download ${what}?`))) {
      output.log('Nothing was downloaded. Say yes at the prompt, or give --yes.');
      return exit.badUsage;
    }
    const prepared = await download(plan, options);
    if (output.json) output.document({ prepared });
    else
      output.print(
        `${what} is prepared: ${prepared.files} files, SHA-256 ${prepared.hash}. It counts from the next start.`,
      );
    return exit.done;
  } finally {
    await core.close();
  }
}
