import type { JSX } from 'preact';

export interface FieldProps {
  name: string;
  /** Where it is called otherwise than by its name. */
  id?: string;
  label: string;
  hint?: string;
  /** What is wrong with what was typed, in words. */
  error?: string | undefined;
  value?: string | undefined;
  /** A secret is never put back into the page. */
  secret?: boolean;
  autocomplete?:
    | 'username'
    | 'current-password'
    | 'new-password'
    | 'one-time-code'
    | 'name'
    | 'tel'
    | 'off';
  /** Which keys a telephone shows. */
  inputmode?: 'numeric' | 'tel';
  maxLength?: number;
  /** Words of the switch that shows a password; it works only with the script and hides without. */
  show?: string;
}

/** A label, a hint under it, and one input. */
export function Field(props: FieldProps): JSX.Element {
  const { name, id = name, label, hint, error, value, secret, show } = props;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const common = {
    id,
    name,
    autocomplete: props.autocomplete,
    inputMode: props.inputmode,
    autocapitalize: 'none',
    spellcheck: false,
    maxLength: props.maxLength ?? 200,
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': described || undefined,
  } as const;
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {secret ? (
        <input type="password" {...common} />
      ) : (
        <input type="text" value={value} {...common} />
      )}
      {show && (
        <label class="show-secret" hidden>
          <input type="checkbox" data-shows={id} />
          <span>{show}</span>
        </label>
      )}
    </div>
  );
}
