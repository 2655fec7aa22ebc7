import { type FormEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { InspectedTool, InspectSession } from '#contract/inspect';
import { argsOf, argsOfJson, toolForm } from '#renderer/lib/schema-form.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { tryKey } from '#renderer/store/inspections.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { ArgumentField, areaLook } from './argument-field.tsx';
import { TryResult } from './try-result.tsx';

/** Calls one tool with arguments from a form, or from JSON. */
export function TryForm({ session, tool }: { session: InspectSession; tool: InspectedTool }) {
  const { inspections } = useGatehouse();
  const lock = useConnection(lockReason);
  const form = useMemo(() => toolForm(tool.inputSchema), [tool]);
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const [json, setJson] = useState<string | undefined>(form.fields.length === 0 && form.isOpen ? '{}' : undefined);
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map());
  const tried = useStore(inspections.store, ({ tries }) => tries.get(tryKey(session.session, tool.name)));
  const isOver = session.state === 'ended';
  const isOff = lock !== undefined || isOver || tried?.isRunning === true;

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (isOff) return;
    const read = json === undefined ? argsOf(form.fields, values) : fromJson(json);
    setWrong(read.wrong);
    if (read.wrong.size === 0) void inspections.call(session.session, tool.name, read.args);
  };
  const swap = () => {
    setWrong(new Map());
    setJson(json === undefined ? JSON.stringify(argsOf(form.fields, values).args, undefined, 2) : undefined);
  };

  return (
    <form
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
      }}
      aria-label={`Try ${tool.name}`}
      className="grid gap-2 pt-2.5"
    >
      {json === undefined ? (
        form.fields.map((field) => (
          <ArgumentField
            key={field.name}
            field={field}
            value={values.get(field.name) ?? field.start}
            wrong={wrong.get(field.name)}
            onChange={(text) => setValues(new Map(values).set(field.name, text))}
          />
        ))
      ) : (
        <JsonField text={json} wrong={wrong.get('')} onChange={setJson} />
      )}
      <div className="flex items-center gap-2">
        <Button type="submit" aria-disabled={isOff}>
          Call it
        </Button>
        <span className="text-faint max-[1000px]:hidden" aria-hidden="true">
          <Kbd>ctrl ↵</Kbd>
        </span>
        {tried?.isRunning === true && (
          <Button look="plain" onClick={() => inspections.cancelCall(session.session, tool.name)}>
            Cancel
          </Button>
        )}
        <span className="flex-1" />
        {form.fields.length > 0 && (
          <button type="button" className="text-small text-accent hover:underline" onClick={swap}>
            {json === undefined ? 'write JSON' : 'use the form'}
          </button>
        )}
      </div>
      {isOver && <p className="text-small text-muted">The server has ended; start it again to call its tools.</p>}
      {tried !== undefined && <TryResult title={tool.name} tried={tried} />}
    </form>
  );
}

function fromJson(text: string): ReturnType<typeof argsOf> {
  const read = argsOfJson(text);
  return 'args' in read ? { args: read.args, wrong: new Map() } : { args: {}, wrong: new Map([['', read.wrong]]) };
}

interface JsonFieldProps {
  text: string;
  wrong: string | undefined;
  onChange: (text: string) => void;
}

function JsonField({ text, wrong, onChange }: JsonFieldProps) {
  return (
    <div className="grid gap-1">
      <textarea
        aria-label="Arguments as JSON"
        aria-invalid={wrong !== undefined}
        spellCheck={false}
        rows={3}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        className={areaLook}
      />
      {wrong !== undefined && <p className="text-small text-danger">{wrong}</p>}
    </div>
  );
}
