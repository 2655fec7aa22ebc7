import { useStore } from 'zustand';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { SetDialog } from './set-dialog.tsx';

/** What is asked before a secret is stored or deleted, from wherever it was asked for. */
export function SecretDialogs() {
  const question = useStore(useGatehouse().secrets.ask.store, (state) => state.question);
  if (question?.deed === 'set') return <SetDialog name={question.name} />;
  return question?.deed === 'delete' ? <DeleteDialog name={question.name} /> : null;
}
