import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { Moment } from '../components/moment.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { StaffSummary, type StaffTrouble, wrongAt } from './staff-trouble.tsx';

export interface StaffPasswordProps {
  frame: PageFrame;
  error?: StaffTrouble;
  title: string;
  lead: string;
  action: string;
  /** Fields: a new `password`, the present one as `password`, and a `code` besides. */
  asks: 'new' | 'present' | 'new_and_code';
  /** Until when the link that led here is good. */
  until?: Date;
}

/** A password, before the sign-in or the enrolment goes on. */
export function StaffPasswordPage(props: StaffPasswordProps): JSX.Element {
  const { frame, error, title, lead, action, asks, until } = props;
  const t = sentences(frame.lang).console.sign_in;
  const wrong = wrongAt(frame, error);
  const anew = asks !== 'present';
  return (
    <Layout
      frame={frame}
      title={title}
      trouble={Boolean(error)}
      above={<StaffSummary frame={frame} error={error} />}
    >
      <p class="lead">{lead}</p>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="password"
          label={anew ? t.new_password : t.password}
          hint={anew ? t.new_hint : undefined}
          secret
          autocomplete={anew ? 'new-password' : 'current-password'}
          maxLength={1024}
          show={t.show}
          error={wrong('password')}
        />
        {asks === 'new_and_code' && (
          <Field
            name="code"
            label={t.code}
            hint={t.code_hint}
            autocomplete="off"
            maxLength={40}
            error={wrong('code')}
          />
        )}
        <button type="submit" class="button">
          {t.next}
        </button>
      </PostForm>
      {until && (
        <p class="hint">
          {t.link_until} <Moment at={until} lang={frame.lang} />
        </p>
      )}
    </Layout>
  );
}
