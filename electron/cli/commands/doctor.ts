import { runChecks } from '#app/doctor';
import { exit, type Invocation } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { columns } from '../text.ts';

export async function doctor({ flags }: Invocation, output: Output): Promise<number> {
  const core = await openCore(flags, output);
  try {
    const checks = await runChecks(core);
    if (output.json) output.document({ checks });
    else {
      const rows = checks.map((check) => [
        check.state,
        check.name,
        check.help === undefined ? check.detail : `${check.detail} ${check.help}`,
      ]);
      output.print(columns(rows));
    }
    return exit.done;
  } finally {
    await core.close();
  }
}
