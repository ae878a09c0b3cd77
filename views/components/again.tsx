import { createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { Again, PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** What was typed into the form around this place, if it was that one. */
export const Typed = createContext<Again | undefined>(undefined);

/** The field in trouble is called so, whatever it is called otherwise: the summary leads there. */
const WRONG = 'wrong-field';

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
  const wrong = typed?.field === field.name;
  return {
    id: wrong ? WRONG : field.id,
    value: typed?.values[field.name] ?? field.value,
    error: wrong ? typed.sentence : undefined,
  };
}

/** Whether a box or a choice is marked: one that was not sent was not marked. */
export function useMarked(field: { name: string; value: string; marked: boolean }): boolean {
  const typed = useContext(Typed);
  return typed ? typed.values[field.name] === field.value : field.marked;
}

/** The summary on top of the page; it takes the focus and leads to the field. */
export function AgainSummary({ frame }: { frame: PageFrame }): JSX.Element | null {
  const { again } = frame;
  if (!again) return null;
  return (
    <div class="summary" role="alert" tabIndex={-1} autofocus aria-labelledby="summary-heading">
      <h2 id="summary-heading">{sentences(frame.lang).forms.problem_heading}</h2>
      <p>{again.field ? <a href={`#${WRONG}`}>{again.sentence}</a> : again.sentence}</p>
      <p class="soft">
        <code>{again.code}</code>
      </p>
    </div>
  );
}
