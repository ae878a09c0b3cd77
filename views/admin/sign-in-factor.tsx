import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { PasskeyForm } from './staff-passkey.tsx';
import { StaffSummary, type StaffTrouble, wrongAt } from './staff-trouble.tsx';

export interface FactorFormsProps {
  frame: PageFrame;
  error?: StaffTrouble;
  /** Where `code`, or `answer`, is posted. */
  action: string;
  /** The options of WebAuthn; absent for somebody without a passkey. */
  passkey?: unknown;
}

/** A code, or a passkey where there is one. */
export function FactorForms({ frame, error, action, passkey }: FactorFormsProps): JSX.Element {
  const t = sentences(frame.lang).console.sign_in;
  return (
    <>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="code"
          label={t.code}
          hint={t.code_hint}
          autocomplete="off"
          maxLength={40}
          error={wrongAt(frame, error)('code')}
        />
        <button type="submit" class="button">
          {t.confirm}
        </button>
      </PostForm>
      {passkey !== undefined && (
        <div class="card">
          <p>{t.or_passkey}</p>
          <PasskeyForm
            {...{ frame, action, does: 'get', options: passkey, button: t.passkey, second: true }}
          />
        </div>
      )}
    </>
  );
}

/** The second step of the staff. */
export function StaffFactorPage(props: Omit<FactorFormsProps, 'action'>): JSX.Element {
  const { frame, error } = props;
  const t = sentences(frame.lang).console.sign_in;
  return (
    <Layout
      frame={frame}
      title={t.factor_title}
      trouble={Boolean(error)}
      above={<StaffSummary frame={frame} error={error} />}
    >
      <FactorForms {...props} action="/admin/sign-in/factor" />
      <p class="aside">
        <a href="/admin/sign-in">{t.start_again}</a>
      </p>
    </Layout>
  );
}
