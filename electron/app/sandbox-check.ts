import type { Check } from '#contract/inventory';
import type { NotCaged } from '#sandbox/caged-launch';
import type { Sandbox } from '#sandbox/sandbox';

/** Whether servers can be caged here, found out by making one cage. */
export async function sandboxCheck(sandbox: Sandbox): Promise<Check> {
  return describeSandbox(await sandbox.lacking(), await sandbox.lackingParts());
}

/** `parts` are what some cages need; a sentence each. */
export function describeSandbox(lacking: NotCaged | undefined, parts: readonly string[]): Check {
  if (lacking !== undefined) {
    return { name: 'sandbox', state: 'missing', detail: lacking.reason, help: lacking.remedy };
  }
  const detail = 'Servers can be caged here.';
  if (parts.length === 0) return { name: 'sandbox', state: 'ok', detail };
  return { name: 'sandbox', state: 'warning', detail: `${detail} ${parts.join(' ')}`, help: 'Install what is named.' };
}
