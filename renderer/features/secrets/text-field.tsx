import { type ComponentProps, useId } from 'react';

interface TextFieldProps extends Pick<ComponentProps<'input'>, 'name' | 'type' | 'pattern' | 'title' | 'maxLength'> {
  label: string;
  hint: string;
  /** Where its dialog begins. */
  isFirst?: boolean;
}

export const fieldLook = 'h-(--control) w-full rounded-control border border-line-control bg-raised px-2 text-fg';

/** A field that must be filled. It is read when its form is sent, and holds its text alone until then. */
export function TextField({ label, hint, isFirst = false, type = 'text', ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id}>
        <span className="font-semibold">{label}</span> <span className="text-small text-muted">{hint}</span>
      </label>
      <input
        id={id}
        type={type}
        required
        data-first-focus={isFirst || undefined}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        className={`${fieldLook} font-mono text-small`}
        {...rest}
      />
    </div>
  );
}
