import type { JSX } from 'preact';

/** A text that is shown to be copied. */
export interface TextShown {
  name: string;
  label: string;
  text: string;
}

const MOST_ROWS = 12;
/** So many characters fit into a line of a wide field. */
const LINE = 70;

/** A label and a text that cannot be changed: it wraps, takes the keyboard, and is marked whole with one key. */
export function ShownText({ name, label, text }: TextShown): JSX.Element {
  const lines = text
    .split('\n')
    .reduce((all, line) => all + Math.ceil((line.length + 1) / LINE), 0);
  const id = `shown-${name}`;
  return (
    <div class="field field-shown">
      <label for={id}>{label}</label>
      <textarea {...{ id }} rows={Math.min(lines, MOST_ROWS)} readOnly spellcheck={false}>
        {text}
      </textarea>
    </div>
  );
}
