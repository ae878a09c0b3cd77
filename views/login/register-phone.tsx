import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RegisterPhoneProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** As it was typed. */
  phone?: string | undefined;
  /** What it says where nobody registers. */
  words?: { title: string; lead: string; none: string; other: string } | undefined;
  /** Where `phone` is posted. */
  action: string;
  /** The picker. */
  back: string;
}

/** Registering begins with a telephone that can be reached now. */
export function RegisterPhonePage(props: RegisterPhoneProps): JSX.Element {
  const { frame, error, phone, action, back } = props;
  const { phone: t, title, have } = sentences(frame.lang).newcomers;
  const words = props.words ?? { title, lead: t.lead, none: t.none, other: have };
  return (
    <Layout
      frame={frame}
      title={words.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{words.lead}</p>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="phone"
          label={t.label}
          hint={t.hint}
          value={phone}
          autocomplete="tel"
          inputmode="tel"
          maxLength={40}
          error={error && inSentence(frame, error)}
        />
        <p class="hint">{t.after}</p>
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
      <p class="hint">{words.none}</p>
      <p class="aside">
        <a href={back}>{words.other}</a>
      </p>
    </Layout>
  );
}
