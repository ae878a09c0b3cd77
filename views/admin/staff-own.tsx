import type { JSX } from 'preact';
import type { AppPicture } from '../components/app-picture.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { AppForm, NewPasskeyForm } from './staff-enrol.tsx';
import { StaffSummary, type StaffTrouble, wrongAt } from './staff-trouble.tsx';

interface OwnProps {
  frame: ConsoleFrame;
  error?: StaffTrouble;
}

/** Changes one's own password: posts `current_password` and `password`. */
export function StaffOwnPasswordPage({ frame, error }: OwnProps): JSX.Element {
  const { me_page: t, sign_in } = sentences(frame.lang).console;
  const wrong = wrongAt(frame, error);
  return (
    <ConsolePage frame={frame} title={t.password_change} trouble={Boolean(error)}>
      <StaffSummary frame={frame} error={error} />
      <PostForm frame={frame} action="/admin/me/password" class="card">
        <Field
          name="current_password"
          label={t.current_password}
          secret
          autocomplete="current-password"
          maxLength={1024}
          error={wrong('current_password')}
        />
        <Field
          name="password"
          label={sign_in.new_password}
          hint={sign_in.new_hint}
          secret
          autocomplete="new-password"
          maxLength={1024}
          show={sign_in.show}
          error={wrong('password')}
        />
        <p>{t.password_others}</p>
        <button type="submit" class="button">
          {t.password_change}
        </button>
      </PostForm>
    </ConsolePage>
  );
}

/** Adds an authenticator app to one's own account, in the place of the one before. */
export function StaffOwnAppPage(
  props: OwnProps & { app: AppPicture; entry: string; replaces: boolean },
): JSX.Element {
  const { frame, error, app, entry, replaces } = props;
  const t = sentences(frame.lang).console.me_page;
  const title = replaces ? t.replace_app : t.add_app;
  return (
    <ConsolePage frame={frame} title={title} trouble={Boolean(error)}>
      <StaffSummary frame={frame} error={error} />
      <AppForm {...{ frame, error, app, entry }} action="/admin/me/app" />
    </ConsolePage>
  );
}

/** Adds a passkey to one's own account. */
export function StaffOwnPasskeyPage(
  props: OwnProps & { options: unknown; entry: string },
): JSX.Element {
  const { frame, error, options, entry } = props;
  const t = sentences(frame.lang).console.me_page;
  return (
    <ConsolePage frame={frame} title={t.add_passkey} trouble={Boolean(error)}>
      <StaffSummary frame={frame} error={error} />
      <NewPasskeyForm {...{ frame, options, entry }} action="/admin/me/passkey" />
    </ConsolePage>
  );
}
