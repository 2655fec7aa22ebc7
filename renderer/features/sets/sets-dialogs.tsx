import { useStore } from 'zustand';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { ManageDialog } from './manage-dialog.tsx';
import { SaveDialog } from './save-dialog.tsx';

export function SetsDialogs() {
  const dialog = useStore(useGatehouse().sets.store, (state) => state.dialog);
  if (dialog === undefined) return null;
  return dialog.kind === 'save' ? <SaveDialog ids={dialog.ids} /> : <ManageDialog />;
}
