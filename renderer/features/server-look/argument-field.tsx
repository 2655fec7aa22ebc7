import { useId } from 'react';
import type { FormField } from '#renderer/lib/schema-form.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const look = 'rounded-control border border-line-control bg-raised px-2 text-fg font-mono text-small';
export const areaLook = `${look} field-sizing-content max-h-60 min-h-(--control) w-full resize-y py-1`;

interface ArgumentFieldProps {
  field: FormField;
  value: string;
  /** What does not fit. */
  wrong: string | undefined;
  onChange: (text: string) => void;
}

/** One argument of a tool, with the schema's own words for it. */
export function ArgumentField({ field, value, wrong, onChange }: ArgumentFieldProps) {
  const id = useId();
  const { name, kind, isRequired, description } = field;
  const hints = [isRequired ? 'required' : undefined, kindWords[kind]].filter((each) => each !== undefined);
  const notes = [
    description === undefined ? undefined : `${id} says`,
    wrong === undefined ? undefined : `${id} wrong`,
  ].filter((each) => each !== undefined);
  const common = {
    id,
    'aria-invalid': wrong !== undefined,
    'aria-required': isRequired,
    'aria-describedby': notes.map((each) => each.replace(' ', '-')).join(' ') || undefined,
  };
  return (
    <div className="grid gap-0.5">
      <label htmlFor={id} className="text-small">
        <span className="font-mono">
          <VisibleText text={name} />
        </span>{' '}
        <span className="text-faint">{hints.join(', ')}</span>
      </label>
      {kind === 'boolean' || kind === 'choice' ? (
        <select
          {...common}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${look} h-(--control) w-full`}
        >
          <option value="">–</option>
          {(kind === 'boolean' ? ['true', 'false'] : field.choices).map((choice) => (
            <option key={choice} value={choice}>
              {visibleString(choice)}
            </option>
          ))}
        </select>
      ) : (
        <textarea
          {...common}
          spellCheck={false}
          rows={1}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={areaLook}
        />
      )}
      {description !== undefined && (
        <p id={`${id}-says`} className="line-clamp-3 text-label wrap-anywhere text-faint">
          <VisibleText text={description} />
        </p>
      )}
      {wrong !== undefined && (
        <p id={`${id}-wrong`} className="text-small text-danger">
          {wrong}
        </p>
      )}
    </div>
  );
}

const kindWords: Record<FormField['kind'], string | undefined> = {
  text: undefined,
  number: 'number',
  integer: 'whole number',
  boolean: undefined,
  choice: undefined,
  json: 'JSON',
};
