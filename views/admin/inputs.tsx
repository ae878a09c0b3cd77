import type { JSX } from 'preact';

interface InputProps {
  /** Unique on the page. */
  id: string;
  name: string;
  label: string;
  hint?: string;
  value?: string | undefined;
  maxLength?: number;
  digits?: boolean;
  required?: boolean;
}

/** A label and one line of text, in a form of which a page may have several. */
export function Input(props: InputProps): JSX.Element {
  const { id, name, label, hint, value, maxLength = 100, digits, required } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        type="text"
        {...{ id, name, value, maxLength, required }}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        inputMode={digits ? 'numeric' : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
    </div>
  );
}

/** A label and a choice of a few. */
export function Choice(props: {
  id: string;
  name: string;
  label: string;
  value?: string | undefined;
  options: readonly { value: string; label: string }[];
}): JSX.Element {
  const { id, name, label, value = '', options } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
