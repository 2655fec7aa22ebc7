import { visibleString } from '#renderer/lib/visible-text.ts';
import { setLock } from '#renderer/store/connection.ts';
import { useConnection } from '#renderer/store/gatehouse-context.ts';

/** Why no value can be typed here, and where it can; nothing where it can be. */
export function HowToStore({ plugin }: { plugin?: string }) {
  const locked = useConnection(setLock);
  const isSample = useConnection((state) => state.info?.isSample === true);
  if (locked === undefined) return null;
  return (
    <section aria-label="How to store one" className="max-w-[42rem]">
      <p className="text-muted">{locked}</p>
      {!isSample && (
        <>
          <p className="pt-2">In a terminal, where the value is asked for and not shown:</p>
          <pre className="mt-1 rounded-control wrap-anywhere whitespace-pre-wrap bg-sunken px-2 py-1.5 select-text">
            gatehouse secrets set {plugin === undefined ? 'ID' : visibleString(plugin)} VARIABLE
          </pre>
          <p className="pt-1 text-small text-muted">
            {plugin === undefined && (
              <>
                ID is what <code>gatehouse list</code> calls the plugin or server,{' '}
              </>
            )}
            VARIABLE {plugin === undefined ? 'what' : 'is what'} its server reads.
          </p>
        </>
      )}
    </section>
  );
}
