import { beginCage } from '#app/begin-cage';
import { exit, type Invocation, theOnly } from '../arguments.ts';
import type { Output } from '../session.ts';

/** Is the MCP server ID for the agent that started this. Nothing but the server's own lines goes to stdout. */
export async function run({ operands, flags }: Invocation, _output: Output): Promise<number> {
  const id = theOnly(operands, 'plugin');
  // Beside the loading of the rest, which takes longer.
  const cageTools = beginCage();
  const { runForAgent } = await import('#app/run-for-agent');
  const { server, home, data } = flags;
  const code = await runForAgent({ id, server, home, data, cageTools });
  // A server that reads on after its end would keep this process.
  process.stdin.destroy();
  return code === 0 ? exit.done : code;
}
