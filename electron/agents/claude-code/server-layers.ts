import type { Layer } from '#contract/plugin';
import type { ClaudeFacts } from './claude-facts.ts';
import { pointerOf } from './pointer.ts';
import type { StandaloneServer } from './server-rows.ts';
import { everySetting } from './settings-layers.ts';
import { stringsIn } from './state-file.ts';

/** What can turn a server on or off in this project: the state file's list, and for project servers the approvals. */
export function switchLayers(facts: ClaudeFacts, server: StandaloneServer): Layer[] {
  const { state, here, context } = facts;
  if (context.project === undefined) return [];
  const isOff = stringsIn(here?.value['disabledMcpServers']).includes(server.name);
  const pointer = pointerOf('projects', here?.key ?? context.project, 'disabledMcpServers');
  const listed: Layer = { scope: 'local', file: state.file, pointer, value: isOff ? 'off' : '', wins: false };
  return server.scope === 'project' ? [listed, ...approvalLayers(facts, server)] : [listed];
}

/** A rejection anywhere wins; approvals a project commits for itself count only once its folder is trusted. */
function approvalLayers({ here, settings }: ClaudeFacts, server: StandaloneServer): Layer[] {
  const isTrusted = here?.value['hasTrustDialogAccepted'] === true;
  const said = (key: string, value: 'off' | 'approved', names: (found: unknown) => boolean) =>
    everySetting(settings, key)
      .filter((each) => names(each.value))
      .map(({ layer }): Layer => {
        const isIdle = value === 'approved' && layer.scope === 'project' && !isTrusted;
        const note = isIdle ? { note: 'It does not count until the folder is trusted.' } : {};
        return { scope: layer.scope, file: layer.file, pointer: key, value: isIdle ? '' : value, wins: false, ...note };
      });
  const listsIt = (found: unknown) => stringsIn(found).includes(server.name);
  const spoken = [
    ...said('disabledMcpjsonServers', 'off', listsIt),
    ...said('enabledMcpjsonServers', 'approved', listsIt),
    ...said('enableAllProjectMcpServers', 'approved', (found) => found === true),
  ];
  const local = settings.layers.find((layer) => layer.scope === 'local');
  const isSilent = local !== undefined && !spoken.some((each) => each.file === local.file);
  const pointer = 'enabledMcpjsonServers';
  return isSilent ? [...spoken, { scope: 'local', file: local.file, pointer, value: '', wins: false }] : spoken;
}
