import { isAbsolute } from 'node:path';
import { AppError } from '#contract/errors';
import type { MethodName } from '#contract/methods';
import type { WantedRule } from '#contract/permissions';
import { parsePluginId } from '#contract/plugin-id';
import type { History } from '#history/history';
import { realPath } from '#platform/programs';
import type { Handlers } from '#rpc/server';
import { acceptShown } from './held-tools.ts';
import { mustNotBeForced, type PermissionSource } from './permission-source.ts';
import { permissionMatrix, permissionsView } from './permission-view.ts';
import { permissionWhy } from './permission-why.ts';
import { createPermissions, type Permissions } from './permissions.ts';

type PermissionHandlers = Pick<Handlers, Extract<MethodName, `permissions.${string}`>>;

export interface PermissionsOwner extends PermissionSource {
  isSample: boolean;
  history(): Promise<Pick<History, 'ask'>>;
  /** Called after each change made here. */
  changed(): void;
}

/** Rules as one sees and changes them. What loosens needs the scope that also answers a call that waits. */
export function permissionHandlers(owner: () => PermissionsOwner): PermissionHandlers {
  const change = async <T>(
    edit: (permissions: Permissions, source: PermissionsOwner) => T | Promise<T>,
  ): Promise<T> => {
    const source = owner();
    if (source.isSample) {
      const message = 'Rules of the sample home cannot be changed: no server of it runs through Gatehouse.';
      throw new AppError('forbidden', message);
    }
    const done = await edit(createPermissions({ data: source.data, now: () => new Date() }), source);
    source.changed();
    return done;
  };

  return {
    'permissions.view': (input) => permissionsView(owner(), input),
    'permissions.matrix': ({ project }) => permissionMatrix(owner(), project),
    'permissions.why': async ({ call }) => {
      const source = owner();
      return permissionWhy(source, await (await source.history()).ask('detail', { id: call }));
    },
    'permissions.setRule': (input) =>
      change(async (permissions, source) => {
        const wanted = readWanted(input);
        // Rules that cannot be read are said as that, not as somebody's will.
        permissions.read();
        mustNotBeForced(source, wanted);
        const { rule, before } = await permissions.putRule(wanted);
        return { rule, ...(before === undefined ? {} : { before }) };
      }),
    'permissions.removeRule': ({ rule }) =>
      change(async (permissions) => ({ rule: await permissions.removeRule(rule) })),
    'permissions.setDefault': ({ class: kind, effect }) =>
      change(async (permissions) => {
        await permissions.setDefault(kind, effect);
        return {};
      }),
    'permissions.setStrict': ({ isStrict }) =>
      change(async (permissions) => {
        await permissions.setStrict(isStrict);
        return {};
      }),
    'permissions.accept': ({ plugin, server, tools }) =>
      change((_permissions, { data }) => {
        acceptShown(data, plugin, server, tools);
        return {};
      }),
  };
}

/** A rule names its folder by its real path, as runs do. Throws AppError `bad_request`. */
function readWanted(input: WantedRule): WantedRule {
  if (input.plugin !== undefined && parsePluginId(input.plugin) === undefined) {
    throw new AppError('bad_request', `"${input.plugin}" is no id of a plugin.`);
  }
  if (input.project === undefined) return input;
  if (!isAbsolute(input.project)) throw new AppError('bad_request', 'The folder of a rule must be absolute.');
  return { ...input, project: realPath(input.project) };
}
