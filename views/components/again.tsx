import { createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { Again, PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** What was typed into the form around this place, if it was that one. */
export const Typed = createContext<Again | undefined>(undefined);

/** The first field in trouble is called so, whatever it is called otherwise: the summary leads there. */
const WRONG = 'wrong-field';

/** The fields of this page at which something is wrong, in their order. */
function wrongFields({ field, faults }: Again): string[] {
  if (!faults) return field === undefined ? [] : [field];
  const here = faults.filter(({ elsewhere }) => elsewhere === undefined);
  return [...new Set(here.map((one) => one.field))];
}

/** What a field in trouble is called on the page. */
function idOfWrong(again: Again, field: string): string {
  const at = wrongFields(again).indexOf(field);
  return at === 0 ? WRONG : `${WRONG}-${at + 1}`;
}

/** All that is wrong with one field, a line for each. */
const wrongWith = ({ sentence, faults }: Again, field: string): string =>
  faults?.flatMap((one) => (one.field === field ? one.sentence : [])).join('\n') ?? sentence;

/** The form of this page that was refused, if it is the one that leads there and is called so. */
export const againAt = ({ again }: PageFrame, action: string, form?: string): Again | undefined =>
  again?.action === action && again.form === form ? again : undefined;

/** What a field shows: what was typed before it was refused, else its own; and what is wrong there. */
export function useTyped(field: { id: string; name: string; value?: string | undefined }): {
  id: string;
  value: string | undefined;
  error: string | undefined;
} {
  const typed = useContext(Typed);
  const wrong = typed && wrongFields(typed).includes(field.name);
  return {
    id: wrong ? idOfWrong(typed, field.name) : field.id,
    value: typed?.values[field.name] ?? field.value,
    error: wrong ? wrongWith(typed, field.name) : undefined,
  };
}

/** Whether a box or a choice is marked: one that was not sent was not marked. */
export function useMarked(field: { name: string; value: string; marked: boolean }): boolean {
  const typed = useContext(Typed);
  return typed ? typed.values[field.name] === field.value : field.marked;
}

/** The summary on top of the page; it takes the focus and leads to each field. */
export function AgainSummary({ frame }: { frame: PageFrame }): JSX.Element | null {
  const { again } = frame;
  if (!again) return null;
  const { faults = [] } = again;
  const t = sentences(frame.lang);
  const here = again.field && faults.length === 0;
  return (
    <div class="summary" role="alert" tabIndex={-1} autofocus aria-labelledby="summary-heading">
      <h2 id="summary-heading">
        {faults.length > 1 ? t.faults.heading(faults.length) : t.forms.problem_heading}
      </h2>
      <p>{here ? <a href={`#${WRONG}`}>{again.sentence}</a> : again.sentence}</p>
      {faults.length > 0 && (
        <ul>
          {faults.map(({ field, label, sentence, elsewhere }) => {
            const said = label ? t.faults.at(label, sentence) : sentence;
            const href = elsewhere ?? `#${idOfWrong(again, field)}`;
            return <li key={said}>{href ? <a href={href}>{said}</a> : said}</li>;
          })}
        </ul>
      )}
      <p class="soft">
        <code>{again.code}</code>
      </p>
    </div>
  );
}
