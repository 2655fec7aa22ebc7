import type { SwitchDecision } from '#agents/agent-module';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { readFileState } from '#platform/file-state';
import { decodeText } from './config-text.ts';
import type { Member, Outcome } from './journal.ts';
import type { PlannedWrite } from './planned-write.ts';
import { spliceFile } from './splice-many.ts';

export interface Resolver {
  /** All plugins as the disk says now; without it each is resolved by itself. */
  look?(project: string | null): Promise<readonly Plugin[]>;
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
    if (write.members !== undefined) {
      const ids = write.members.map((each) => each.plugin);
      return verifyMembers(write.members, await pluginsNow(resolver, ids, project));
    }
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

const MAX_NAMED = 5;

/** One answer for all plugins of a write: which of them are not as they were to be, by name. */
export function verifyMembers(members: readonly Member[], now: ReadonlyMap<string, Plugin>): Outcome {
  const failed = members.flatMap(({ plugin: id, enable }) => {
    const plugin = now.get(id);
    if (plugin === undefined) return [`${id} is no longer found.`];
    return plugin.effective.enabled === enable ? [] : [`${plugin.name}: ${plugin.effective.decidedBy.reason}`];
  });
  if (failed.length === 0) return { verified: true };
  const rest = failed.length > MAX_NAMED ? ` And ${failed.length - MAX_NAMED} more.` : '';
  const count = `${failed.length} of ${members.length}`;
  return { verified: false, note: `Written, but not so for ${count}. ${failed.slice(0, MAX_NAMED).join(' ')}${rest}` };
}

/** By id, with one look at the disk for all of them where that can be had. */
export async function pluginsNow(
  resolver: Resolver,
  ids: readonly string[],
  project: string | null,
): Promise<Map<string, Plugin>> {
  if (resolver.look !== undefined) {
    return new Map((await resolver.look(project)).map((plugin) => [plugin.id, plugin]));
  }
  const found = await Promise.all(ids.map((id) => resolver.resolve(id, project)));
  return new Map(found.flatMap((plugin) => (plugin === undefined ? [] : [[plugin.id, plugin] as const])));
}

/** A guard is in force when the file says so: what its agent starts is written there and nowhere else. */
function verifyGuard(write: PlannedWrite): Outcome {
  const { bytes } = readFileState(write.before.path);
  if (bytes !== null && write.after !== null && bytes.equals(write.after)) return { verified: true };
  const text = bytes === null ? undefined : decodeText(bytes);
  const spliced =
    text === undefined || write.operation === null ? undefined : spliceFile(write.format, text, write.operation);
  const verified = spliced?.ok === true && spliced.noop === true;
  return { verified, note: verified ? undefined : 'Written, but the file no longer says so.' };
}

/** Undefined for the whole plugin and for parts that have no switch of their own. */
export function switchedPart(component: PlannedWrite['plan']['component']): SwitchQuestion['component'] {
  if (component === undefined) return undefined;
  const { kind, name } = component;
  return kind === 'mcp-server' || kind === 'skill' || kind === 'hook' || kind === 'app' ? { kind, name } : undefined;
}
