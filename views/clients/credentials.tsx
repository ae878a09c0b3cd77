import type { JSX } from 'preact';
import { Act } from '../admin/act.tsx';
import { Around, described, Input } from '../admin/inputs.tsx';
import { Table } from '../admin/table.tsx';
import { useTyped } from '../components/again.tsx';
import { PostForm } from '../components/form.tsx';
import { Moment } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';
import { Lines } from './inputs.tsx';
import type { AppShown } from './shown.ts';

/** By what an application proves itself: secrets with overlap, or keys of its own. */
export function CredentialsPage(
  props: AppPageProps & {
    app: AppShown;
    may: boolean;
    /** Since when a program has the token that it looks after it by. */
    program: Date | undefined;
  },
): JSX.Element {
  const { frame, app, may, program } = props;
  const t = sentences(frame.lang).portal.credentials;
  const path = hrefOf(app.id, 'credentials');
  const { keys = [] } = app.jwks ?? {};
  return (
    <AppPage {...props} part="credentials">
      <h2>{t.secrets}</h2>
      <p>{t.secrets_lead}</p>
      <Table
        {...{ frame, caption: t.secrets, empty: t.none }}
        columns={[
          { title: t.made, number: false },
          { title: t.until, number: false },
        ]}
        rows={app.secrets.map(({ created_at, expires_at }) => ({
          cells: [
            <Moment key="made" at={created_at} lang={frame.lang} />,
            expires_at ? <Moment key="until" at={expires_at} lang={frame.lang} /> : t.no_end,
          ],
        }))}
      />
      {may && (
        <Act
          {...{ frame, id: 'add', action: `${path}/secret`, title: t.add, what: t.add_what }}
          button={t.add}
        >
          {app.secrets.length > 0 && <Day name="earlier" label={t.earlier} hint={t.earlier_hint} />}
        </Act>
      )}
      <h2>{t.keys}</h2>
      <p>{t.keys_lead}</p>
      <p>
        {app.jwks_uri
          ? t.at_uri(app.jwks_uri)
          : keys.length > 0
            ? t.held(keys.map(({ kid }) => kid).join(', '))
            : t.no_keys}
      </p>
      {may && (
        <PostForm frame={frame} action={`${path}/keys`} class="card">
          <Lines
            {...{ name: 'jwks', label: t.jwks, hint: t.jwks_hint, rows: 6 }}
            value={app.jwks ? JSON.stringify(app.jwks, null, 2) : ''}
          />
          <Input
            {...{ id: 'jwks_uri', name: 'jwks_uri', label: t.jwks_uri, hint: t.jwks_uri_hint }}
            {...{ value: app.jwks_uri ?? '', maxLength: 500 }}
          />
          <button type="submit" class="button">
            {t.save}
          </button>
        </PostForm>
      )}
      {program && (
        <>
          <h2>{t.program}</h2>
          <p>
            {t.program_lead} <Moment at={program} lang={frame.lang} />
          </p>
          <Act
            {...{ frame, id: 'program', action: `${path}/program`, danger: true }}
            {...{ title: t.program_end, what: t.program_end_what, button: t.program_end }}
          />
        </>
      )}
    </AppPage>
  );
}

/** A new secret, shown on the answer to the form that made it, and never again. */
export function NewSecretPage(props: AppPageProps & { secret: string }): JSX.Element {
  const { frame, app, secret } = props;
  const t = sentences(frame.lang).portal.credentials;
  return (
    <AppPage {...props} part="credentials">
      <h2>{t.shown_title}</h2>
      <p class="lead">{t.shown_lead}</p>
      <p class="card">
        <code>{secret}</code>
      </p>
      <p>
        <a class="button" href={hrefOf(app.id, 'credentials')}>
          {t.shown_back}
        </a>
      </p>
    </AppPage>
  );
}

function Day(props: { name: string; label: string; hint: string }): JSX.Element {
  const { name, label, hint } = props;
  const { id, value, error } = useTyped({ id: name, name });
  return (
    <Around {...{ id, label, hint, error }}>
      <input type="date" {...{ id, name, value }} {...described(id, hint, error)} />
    </Around>
  );
}
