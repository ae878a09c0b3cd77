import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

/** What is wrong with a form of the staff realm: one of its own problems, or a refusal. */
export interface StaffTrouble {
  code: keyof Catalogue['console']['sign_in']['problems'] | keyof Catalogue['refusals'];
  field: string;
}

/** What happened and what to do, in one breath. */
export function staffSentence({ lang }: PageFrame, { code }: StaffTrouble): string {
  const { console, refusals } = sentences(lang);
  const { problems } = console.sign_in;
  if (code in problems) return problems[code as keyof typeof problems];
  const { what, now } = refusals[code as keyof typeof refusals];
  return lang === 'zh-CN' ? what + now : `${what} ${now}`;
}

/** The sentence of a field, if the trouble is there. */
export const wrongAt = (frame: PageFrame, error: StaffTrouble | undefined) => (field: string) =>
  error?.field === field ? staffSentence(frame, error) : undefined;

/** The summary on top of a form; it takes the focus and leads to the field. */
export function StaffSummary(props: {
  frame: PageFrame;
  error?: StaffTrouble;
}): JSX.Element | null {
  const { frame, error } = props;
  if (!error) return null;
  return (
    <div class="summary" role="alert" tabIndex={-1} autofocus aria-labelledby="summary-heading">
      <h2 id="summary-heading">{sentences(frame.lang).forms.problem_heading}</h2>
      <p>
        <a href={`#${error.field}`}>{staffSentence(frame, error)}</a>
      </p>
    </div>
  );
}
