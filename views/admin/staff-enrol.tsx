import type { JSX } from 'preact';
import { AppKey, type AppPicture } from '../components/app-picture.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { PasskeyForm } from './staff-passkey.tsx';
import { type StaffTrouble, wrongAt } from './staff-trouble.tsx';

interface EnrolFormProps {
  frame: PageFrame;
  action: string;
  /** Sent back as `entry`, where no cookie stands for what was begun. */
  entry?: string;
}

/** An app: the picture, the key as text, and its first code as `code`. */
export function AppForm(
  props: EnrolFormProps & { app: AppPicture; error?: StaffTrouble },
): JSX.Element {
  const { frame, action, entry, app, error } = props;
  const t = sentences(frame.lang).console.sign_in;
  return (
    <>
      <p>{t.app_steps}</p>
      <AppKey app={app} picture={t.app_picture} type={t.app_secret} />
      <PostForm frame={frame} action={action}>
        {entry && <input type="hidden" name="entry" value={entry} />}
        <Field
          name="code"
          label={t.app_code}
          autocomplete="off"
          maxLength={10}
          error={wrongAt(frame, error)('code')}
        />
        <button type="submit" class="button">
          {t.app_confirm}
        </button>
      </PostForm>
    </>
  );
}

/** A passkey with a name of its own: `answer` and `label`. */
export function NewPasskeyForm(
  props: EnrolFormProps & { options: unknown; second?: boolean },
): JSX.Element {
  const { frame, action, entry, options, second } = props;
  const t = sentences(frame.lang).console.sign_in;
  return (
    <>
      <p>{t.passkey_steps}</p>
      <PasskeyForm {...{ frame, action, does: 'create', options, button: t.passkey_add, second }}>
        {entry && <input type="hidden" name="entry" value={entry} />}
        <Field
          name="label"
          label={t.passkey_label}
          hint={t.passkey_label_hint}
          autocomplete="off"
          maxLength={40}
        />
      </PasskeyForm>
    </>
  );
}
