import type { SwitchDecision } from '#agents/agent-module';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { readFileState } from '#platform/file-state';
import { decodeText, spliceText } from './config-text.ts';
import type { Outcome } from './journal.ts';
import type { PlannedWrite } from './planned-write.ts';

export interface Resolver {
  resolve(id: string, project: string | null): Promise<Plugin | undefined>;
  decide(request: SwitchQuestion, project: string | null): Promise<{ plugin: Plugin; decision: SwitchDecision }>;
}

export interface SwitchQuestion {
  id: string;
  enable: boolean;
  scope?: 'user' | 'project' | 'local';
  component?: { kind: 'mcp-server' | 'skill' | 'hook' | 'app'; name: string };
}

/**
 * Resolves again from disk and says whether the switch took. A part is asked for by wanting the same again: then the
 * agent's own rules must answer that it is so already.
 */
export async function verifySwitch(resolver: Resolver, write: PlannedWrite): Promise<Outcome> {
  const { id, project = null, component } = write.plan;
  if (write.isGuard === true) return verifyGuard(write);
  try {
    const plugin = await resolver.resolve(id, project);
    if (plugin === undefined) return { verified: false, note: 'Written, but the plugin is no longer found.' };
    const effective = plugin.effective.state;
    const part = switchedPart(component);
    if (part === undefined) {
      const verified = plugin.effective.enabled === write.wanted;
      return { verified, effective, note: verified ? undefined : `Written, but: ${plugin.effective.decidedBy.reason}` };
    }
    const { decision } = await resolver.decide({ id, enable: write.wanted, component: part }, project);
    const verified = !decision.ok && decision.code === 'already';
    const note = decision.ok ? 'Written, but the switch did not take.' : `Written, but: ${decision.reason}`;
    return { verified, effective, note: verified ? undefined : note };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { verified: false, note: `Written, but it could not be looked at again: ${error.message}` };
  }
}

/** A guard is in force when the file says so: what its agent starts is written there and nowhere else. */
function verifyGuard(write: PlannedWrite): Outcome {
  const { bytes } = readFileState(write.before.path);
  if (bytes !== null && write.after !== null && bytes.equals(write.after)) return { verified: true };
  const text = bytes === null ? undefined : decodeText(bytes);
  const spliced =
    text === undefined || write.operation === null ? undefined : spliceText(write.format, text, write.operation);
  const verified = spliced?.ok === true && spliced.noop === true;
  return { verified, note: verified ? undefined : 'Written, but the file no longer says so.' };
}

/** Undefined for the whole plugin and for parts that have no switch of their own. */
export function switchedPart(component: PlannedWrite['plan']['component']): SwitchQuestion['component'] {
  if (component === undefined) return undefined;
  const { kind, name } = component;
  return kind === 'mcp-server' || kind === 'skill' || kind === 'hook' || kind === 'app' ? { kind, name } : undefined;
}
