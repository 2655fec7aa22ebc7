import { exit, type Invocation, UsageError } from '../arguments.ts';
import { readSecret } from '../read-secret.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';

const usage = 'Write "secrets list", "secrets set ID VARIABLE" or "secrets delete ID VARIABLE".';

/** Only names are ever printed, and a value is never an argument: every program of the user can read those. */
export async function secrets({ operands, flags }: Invocation, output: Output): Promise<number> {
  const [action, plugin, variable, ...rest] = operands;
  const core = await openCore(flags, output);
  try {
    const kept = await core.secrets();
    if (action === 'list' && plugin === undefined) {
      const [keychain, list] = [await kept.state(), kept.list()];
      if (output.json) return (output.document({ keychain, secrets: list }), exit.done);
      output.log(`${keychain.detail}${keychain.remedy === undefined ? '' : ` ${keychain.remedy}`}`);
      const rows = list.map((each) => [cell(each.plugin), each.variable, each.lastUsed ?? 'never']);
      output.print(
        rows.length === 0 ? 'No secrets are stored.' : columns([['PLUGIN', 'VARIABLE', 'LAST USED'], ...rows]),
      );
      return exit.done;
    }
    if (action !== 'set' && action !== 'delete') throw new UsageError(usage);
    if (rest.length > 0) {
      throw new UsageError(`${usage} A value is never an argument: it would be seen in the list of processes.`);
    }
    if (plugin === undefined || variable === undefined) throw new UsageError(usage);
    if (action === 'set') await kept.set(plugin, variable, await readSecret(`Value of ${variable} (not shown): `));
    else await kept.delete(plugin, variable);
    if (output.json) output.document({ plugin, variable, done: action });
    else output.print(`${cell(variable)} of ${cell(plugin)} is ${action === 'set' ? 'in' : 'gone from'} the keychain.`);
    return exit.done;
  } finally {
    await core.close();
  }
}
