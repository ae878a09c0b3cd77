import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { inSentence, type Trouble } from './trouble.ts';

/** The summary on top of a form; it takes the focus and leads to the field. */
export function TroubleSummary(props: { frame: PageFrame; trouble?: Trouble }): JSX.Element | null {
  const { frame, trouble } = props;
  if (!trouble) return null;
  const sentence = inSentence(frame, trouble);
  return (
    <div class="summary" role="alert" tabIndex={-1} autofocus aria-labelledby="summary-heading">
      <h2 id="summary-heading">{sentences(frame.lang).forms.problem_heading}</h2>
      <p>{trouble.field ? <a href={`#${trouble.field}`}>{sentence}</a> : sentence}</p>
    </div>
  );
}
