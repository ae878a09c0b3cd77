import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Field } from './field.tsx';
import { PostForm } from './form.tsx';
import { PasskeyForm } from './passkey-form.tsx';
import { inSentence, type Trouble } from './trouble.ts';

export interface FactorFormsProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** Where `code`, or `answer`, is posted. */
  action: string;
  /** A code can be typed: of an app, or a recovery code. */
  code: boolean;
  /** The options of WebAuthn; absent for somebody without a passkey that helps. */
  passkey?: unknown;
}

/** A second factor: a code, a passkey, or both beside one another. */
export function FactorForms(props: FactorFormsProps): JSX.Element {
  const { frame, error, action, code, passkey } = props;
  const { second: t } = sentences(frame.lang).factors;
  const wrong = error?.field === 'code' ? inSentence(frame, error) : undefined;
  return (
    <>
      {code && (
        <PostForm frame={frame} action={action} class="card">
          <Field
            name="code"
            label={t.code}
            hint={t.code_hint}
            autocomplete="one-time-code"
            maxLength={40}
            error={wrong}
          />
          <button type="submit" class="button">
            {t.submit}
          </button>
        </PostForm>
      )}
      {passkey !== undefined && (
        <div class="card">
          <p>{code ? t.or_passkey : t.passkey_only}</p>
          <PasskeyForm
            {...{ frame, action, does: 'get', options: passkey, button: t.passkey, second: code }}
            {...passkeyWords(frame)}
          />
        </div>
      )}
    </>
  );
}

/** What is said of a passkey that did not come, on the pages of citizens. */
export const passkeyWords = ({ lang }: PageFrame) => {
  const { passkey_failed: failed, passkey_script: without } = sentences(lang).factors.second;
  return { failed, without };
};
