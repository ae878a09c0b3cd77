import type { ComponentChildren, JSX } from 'preact';
import { Around, described, Input, Mark } from '../admin/inputs.tsx';
import { useTyped } from '../components/again.tsx';
import { langs, ownName, type Words } from '../frame.ts';

interface LinesProps {
  name: string;
  label: string;
  hint?: string;
  value?: string | undefined;
  rows?: number;
  maxLength?: number;
}

/** A label and lines of text: one address, code or key a line. */
export function Lines(props: LinesProps): JSX.Element {
  const { name, label, hint, rows = 3, maxLength = 20_000 } = props;
  const { id, value, error } = useTyped({ ...props, id: props.name });
  return (
    <Around {...{ id, label, hint, error }}>
      <textarea
        {...{ id, name, rows, maxLength }}
        spellcheck={false}
        autocapitalize="none"
        {...described(id, hint, error)}
      >
        {value}
      </textarea>
    </Around>
  );
}

/** One thing said in each of the three languages. */
export function InThree(props: {
  name: string;
  legend: string;
  hint?: string;
  value: Words | null | undefined;
  maxLength: number;
  long?: boolean;
}): JSX.Element {
  const { name, legend, hint, value, maxLength, long } = props;
  return (
    <fieldset>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {langs.map((lang) => {
        const field = { name: `${name}.${lang}`, label: ownName[lang], value: value?.[lang] };
        return long ? (
          <Lines key={lang} {...field} maxLength={maxLength} rows={2} />
        ) : (
          <Input key={lang} {...field} id={field.name} maxLength={maxLength} />
        );
      })}
    </fieldset>
  );
}

/** A box to tick with its label. */
export function Tick(props: {
  name: string;
  value?: string;
  label: string;
  marked: boolean;
}): JSX.Element {
  const { name, value = 'yes', label, marked } = props;
  const { id, error } = useTyped({ id: `${name}-${value}`, name });
  return (
    <>
      {error && <Wrong id={id} error={error} />}
      <div class="choice">
        <Mark
          {...{ id, type: 'checkbox', name, value, marked }}
          {...described(id, undefined, error)}
        />
        <label for={id}>{label}</label>
      </div>
    </>
  );
}

/** What is wrong with a field, where no label stands around both. */
const Wrong = ({ id, error }: { id: string; error: string }) => (
  <p class="field-error" id={`${id}-error`}>
    {error}
  </p>
);

/** What belongs together under one heading, with what is wrong with all of it. */
export function Together(props: {
  name: string;
  legend: string;
  hint?: string;
  children: ComponentChildren;
}): JSX.Element {
  const { name, legend, hint, children } = props;
  const { id, error } = useTyped({ id: name, name });
  return (
    <fieldset
      {...(error && { id, tabIndex: -1, class: 'field-wrong' })}
      {...described(id, hint, error)}
    >
      <legend>{legend}</legend>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <Wrong id={id} error={error} />}
      {children}
    </fieldset>
  );
}

/** One of a few, each with what it means. */
export function OneOf(props: {
  name: string;
  legend: string;
  hint?: string;
  value: string;
  options: readonly { value: string; label: string }[];
}): JSX.Element {
  const { name, legend, hint, value, options } = props;
  return (
    <Together {...{ name, legend, ...(hint && { hint }) }}>
      {options.map((one) => (
        <div class="choice" key={one.value}>
          <Mark
            {...{ id: `${name}-${one.value}`, type: 'radio', name, value: one.value }}
            marked={one.value === value}
          />
          <label for={`${name}-${one.value}`}>{one.label}</label>
        </div>
      ))}
    </Together>
  );
}
