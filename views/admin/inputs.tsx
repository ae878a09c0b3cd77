import type { ComponentChildren, JSX } from 'preact';
import { useMarked, useTyped } from '../components/again.tsx';

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

/** A label, a hint, what is wrong, and the field itself. */
export function Around(props: {
  id: string;
  label: string;
  hint?: string | undefined;
  error: string | undefined;
  children: ComponentChildren;
}): JSX.Element {
  const { id, label, hint, error, children } = props;
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
      {children}
    </div>
  );
}

export const described = (id: string, hint: string | undefined, error: string | undefined) => ({
  'aria-invalid': error ? ('true' as const) : undefined,
  'aria-describedby':
    [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
});

/** A label and one line of text, in a form of which a page may have several. */
export function Input(props: InputProps): JSX.Element {
  const { name, label, hint, maxLength = 100, digits, required } = props;
  const { id, value, error } = useTyped(props);
  return (
    <Around {...{ id, label, hint, error }}>
      <input
        type="text"
        {...{ id, name, value, maxLength, required }}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        inputMode={digits ? 'numeric' : undefined}
        {...described(id, hint, error)}
      />
    </Around>
  );
}

/** A label and a few lines of text. */
export function LongInput(props: Omit<InputProps, 'digits' | 'required'>): JSX.Element {
  const { name, label, hint, maxLength } = props;
  const { id, value, error } = useTyped(props);
  return (
    <Around {...{ id, label, hint, error }}>
      <textarea {...{ id, name, maxLength }} rows={3} required {...described(id, hint, error)}>
        {value}
      </textarea>
    </Around>
  );
}

/** A label and a choice of a few. */
export function Choice(props: {
  id: string;
  name: string;
  label: string;
  hint?: string;
  value?: string | undefined;
  options: readonly { value: string; label: string }[];
}): JSX.Element {
  const { name, label, hint, options } = props;
  const { id, value = '', error } = useTyped(props);
  return (
    <Around {...{ id, label, hint, error }}>
      <select id={id} name={name} {...described(id, hint, error)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** A box to tick or one of a few to choose; its label stands around it, or names its id. */
export function Mark(props: {
  type: 'checkbox' | 'radio';
  name: string;
  value: string;
  marked: boolean;
  id?: string;
  required?: boolean;
  'aria-invalid'?: 'true' | undefined;
  'aria-describedby'?: string | undefined;
}): JSX.Element {
  const { marked, ...input } = props;
  return <input {...input} checked={useMarked(props)} />;
}

/**
 * What the page knew when it was drawn. A form that was refused keeps it: shown anew it would stand
 * beside old words, and one more click would write those over somebody else's.
 */
export function Known(props: { name: string; value: string }): JSX.Element {
  const { value } = useTyped({ id: '', ...props });
  return <input type="hidden" name={props.name} value={value} />;
}

/** A region or department within reach: chosen from the tree; where there are too many, by its code. */
export function PlaceInput(
  props: Omit<InputProps, 'digits'> & { places: readonly { value: string; label: string }[] },
): JSX.Element {
  const { places, ...input } = props;
  if (places.length === 0) return <Input {...input} maxLength={40} />;
  const { id, name, label, value } = input;
  const none = { value: '', label: '—' };
  return <Choice {...{ id, name, label, value }} options={[none, ...places]} />;
}

/** One line of text or a day, and nothing around it. */
export function PlainInput(props: {
  id: string;
  name: string;
  value: string;
  date: boolean;
  digits: boolean;
  marks: ReturnType<typeof described>;
}): JSX.Element {
  const { id, name, value, date, digits, marks } = props;
  if (date) return <input type="date" {...{ id, name, value }} {...marks} />;
  return (
    <input
      type="text"
      {...{ id, name, value }}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      inputMode={digits ? 'numeric' : undefined}
      {...marks}
    />
  );
}
