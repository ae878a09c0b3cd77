import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RegisterCodeProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** Masked. */
  phone: string;
  /** How long the code can be used. */
  minutes: number;
  /** Where `code` is posted. */
  action: string;
  /** Where `choice` is posted: `again` for another code, `other` for another telephone. */
  again: string;
  /** What the way back is called where nobody registers. */
  other?: string;
  back: string;
}

/** The code that came to the telephone. */
export function RegisterCodePage(props: RegisterCodeProps): JSX.Element {
  const { frame, error, phone, minutes, action, again, back } = props;
  const { code: t, have } = sentences(frame.lang).newcomers;
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{t.lead(phone)}</p>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="code"
          label={t.label}
          hint={t.hint(minutes)}
          autocomplete="one-time-code"
          inputmode="numeric"
          maxLength={40}
          error={error && inSentence(frame, error)}
        />
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
      <PostForm frame={frame} action={again} class="card choices" name="again">
        <p id="again-hint">{t.again_hint}</p>
        <button
          type="submit"
          name="choice"
          value="again"
          class="button button-second"
          aria-describedby="again-hint"
        >
          {t.again}
        </button>
        <button type="submit" name="choice" value="other" class="button button-second">
          {t.other}
        </button>
      </PostForm>
      <p class="aside">
        <a href={back}>{props.other ?? have}</a>
      </p>
    </Layout>
  );
}
