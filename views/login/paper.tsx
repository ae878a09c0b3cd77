import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface PaperProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** What was typed before; the code is not put back. */
  number?: string | undefined;
  /** Where `code` and `number` are posted. */
  action: string;
  /** The picker. */
  back: string;
}

/** A code on paper from a counter, for somebody without an account or without a way into it. */
export function PaperPage(props: PaperProps): JSX.Element {
  const { frame, error, action, back } = props;
  const { paper } = sentences(frame.lang).recovery;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  return (
    <Layout
      frame={frame}
      title={paper.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{paper.lead}</p>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="code"
          label={paper.code}
          hint={paper.code_hint}
          autocomplete="off"
          maxLength={60}
          error={wrong('code')}
        />
        <Field
          name="number"
          label={paper.number}
          hint={paper.number_hint}
          value={props.number}
          autocomplete="off"
          maxLength={60}
          error={wrong('number')}
        />
        <button type="submit" class="button">
          {paper.submit}
        </button>
      </PostForm>
      <p class="hint">{paper.none}</p>
      <p class="aside">
        <a href={back}>{paper.back}</a>
      </p>
    </Layout>
  );
}
