import { KeepMenu } from '#renderer/features/activity/keep-menu.tsx';
import { ForgetDialog } from '#renderer/features/activity-detail/forget-dialog.tsx';
import { SettingsPane } from '#renderer/features/settings/settings-pane.tsx';
import { useIsAsked } from './use-is-asked.ts';

export function SettingsScreen() {
  const isAsked = useIsAsked();
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-idle={isAsked}>
      <SettingsPane keep={<KeepMenu />} />
      <ForgetDialog />
    </div>
  );
}
