import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { PasskeyForm } from './staff-passkey.tsx';
import { type StaffTrouble, wrongAt } from './staff-trouble.tsx';

/** What an authenticator app reads: the squares of the picture as one path, and the key to type. */
export interface AppPicture {
  size: number;
  path: string;
  secret: string;
}

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
  // Four light squares on each side (ISO/IEC 18004 §6.3.8).
  const side = app.size + 8;
  return (
    <>
      <p>{t.app_steps}</p>
      <p>
        <svg
          viewBox={`0 0 ${side} ${side}`}
          width="220"
          height="220"
          role="img"
          aria-label={t.app_picture}
          shape-rendering="crispEdges"
        >
          <rect width={side} height={side} fill="#fff" />
          <path d={app.path} fill="#000" transform="translate(4 4)" />
        </svg>
      </p>
      <p>{t.app_secret}</p>
      <p>
        <code>{app.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
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
