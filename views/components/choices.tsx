import type { JSX } from 'preact';

export interface ChoicesProps {
  name: string;
  legend: string;
  choices: { value: string; label: string; hint?: string }[];
  value?: string | undefined;
  /** What is wrong with what was chosen, in words. */
  error?: string | undefined;
}

/** One of a few, each with what it means. */
export function Choices({ name, legend, choices, value, error }: ChoicesProps): JSX.Element {
  return (
    <fieldset
      class={error ? 'field field-wrong' : 'field'}
      aria-describedby={error && `${name}-error`}
    >
      <legend>{legend}</legend>
      {error && (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
      {choices.map((one, at) => (
        <div class="choice" key={one.value}>
          <input
            type="radio"
            // The summary of what is wrong leads to the first of them.
            id={at === 0 ? name : `${name}-${at}`}
            name={name}
            value={one.value}
            checked={one.value === value}
            aria-describedby={one.hint && `${name}-${at}-hint`}
          />
          <label for={at === 0 ? name : `${name}-${at}`}>{one.label}</label>
          {one.hint && (
            <p class="hint" id={`${name}-${at}-hint`}>
              {one.hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  );
}
