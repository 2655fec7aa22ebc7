import { CanRunTab } from '#renderer/features/can-run/can-run-tab.tsx';
import { FilesTab } from '#renderer/features/files/files-tab.tsx';
import { Inspector } from '#renderer/features/inspector/inspector.tsx';
import { PermissionsTab } from '#renderer/features/permissions/permissions-tab.tsx';
import { PluginActivity } from '#renderer/features/plugin-activity/plugin-activity.tsx';
import { PluginSecrets } from '#renderer/features/secrets/plugin-secrets.tsx';
import { SecretDialogs } from '#renderer/features/secrets/secret-dialogs.tsx';
import { ServerLook } from '#renderer/features/server-look/server-look.tsx';

/** The inspector with all its tabs; two screens open it. */
export function PluginInspector({ id }: { id: string }) {
  return (
    <>
      <Inspector
        activity={<PluginActivity key={id} id={id} />}
        can-run={<CanRunTab key={id} id={id} />}
        files={<FilesTab key={id} id={id} />}
        permissions={<PermissionsTab key={id} id={id} />}
        secrets={<PluginSecrets key={id} id={id} />}
        servers={<ServerLook key={id} id={id} />}
      />
      <SecretDialogs />
    </>
  );
}
