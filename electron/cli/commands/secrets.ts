import type { PlainSecret } from '#contract/secrets';
import { exit, type Flags, type Invocation, UsageError } from '../arguments.ts';
import { readSecret } from '../read-secret.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';
import { carryOut } from './switch.ts';

const usage =
  'Write "secrets list", "secrets find", "secrets set ID VARIABLE", "secrets delete ID VARIABLE" or "secrets move ID VARIABLE --server NAME".';

/** Only names are ever printed, and a value is never an argument: every program of the user can read those. */
export async function secrets({ operands, flags }: Invocation, output: Output): Promise<number> {
  const [action, plugin, variable, ...rest] = operands;
  if (action === 'find' && plugin === undefined) return find(flags, output);
  if (action === 'move' && rest.length === 0 && plugin !== undefined && variable !== undefined) {
    return move({ plugin, variable }, flags, output);
  }
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

/** What stands as plain text in files of agents, without the values. */
async function find(flags: Flags, output: Output): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const findings = await (await core.plainSecrets()).list(flags.project ?? null);
    if (output.json) return (output.document({ findings }), exit.done);
    if (findings.length === 0) {
      output.print('No secrets in plain text were found in the config files of your agents.');
      return exit.done;
    }
    output.print(columns([['FILE', 'SERVER', 'NAME', 'LOOKS LIKE', 'MOVE'], ...findings.map(row)]));
    const advice = new Set(findings.flatMap((each) => (each.advice === undefined ? [] : [each.advice])));
    for (const sentence of advice) output.print(`- ${cell(sentence)}`);
    if (findings.some(({ canMove }) => canMove)) {
      output.print('Move one with: gatehouse secrets move ID VARIABLE --server NAME');
    }
    return exit.done;
  } finally {
    await core.close();
  }
}

function row({ file, line, plugin, agent, variable, rule, canMove }: PlainSecret): string[] {
  const place = line === undefined ? file : `${file}:${String(line)}`;
  return [cell(place), cell(plugin ?? `${agent} settings`), cell(variable), rule, canMove ? 'can be moved' : 'by hand'];
}

async function move(
  { plugin, variable }: { plugin: string; variable: string },
  flags: Flags,
  output: Output,
): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const moves = await core.secretMoves();
    const project = flags.project ?? null;
    const server = flags.server ?? (await core.inventory.serverDefinition(plugin, undefined, project)).server;
    const outcome = await moves.plan({ plugin, server, variable, project });
    return await carryOut(outcome, await core.guards(), flags, output);
  } finally {
    await core.close();
  }
}
