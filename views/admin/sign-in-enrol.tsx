import type { JSX } from 'preact';
import type { AppPicture } from '../components/app-picture.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { AppForm, NewPasskeyForm } from './staff-enrol.tsx';
import { StaffSummary, type StaffTrouble } from './staff-trouble.tsx';

export interface StaffEnrolProps {
  frame: PageFrame;
  error?: StaffTrouble;
  app: AppPicture;
  passkey: unknown;
}

/** The second factor behind a one-time link: an app, or a passkey. */
export function StaffEnrolPage({ frame, error, app, passkey }: StaffEnrolProps): JSX.Element {
  const t = sentences(frame.lang).console.sign_in;
  return (
    <Layout
      frame={frame}
      title={t.enrol_title}
      trouble={Boolean(error)}
      above={<StaffSummary frame={frame} error={error} />}
    >
      <p class="lead">{t.enrol_lead}</p>
      <section class="card" aria-labelledby="app-head">
        <h2 id="app-head">{t.app_title}</h2>
        <AppForm frame={frame} error={error} app={app} action="/admin/enrol" />
      </section>
      <section class="card" aria-labelledby="passkey-head">
        <h2 id="passkey-head">{t.passkey_title}</h2>
        <NewPasskeyForm frame={frame} options={passkey} action="/admin/enrol" second />
      </section>
    </Layout>
  );
}

/** Ten codes, shown once. */
export function StaffCodesPage(props: {
  frame: PageFrame;
  codes: readonly string[];
  /** Where it goes on. */
  href: string;
}): JSX.Element {
  const t = sentences(props.frame.lang).console.sign_in;
  return (
    <Layout frame={props.frame} title={t.codes_title}>
      <p class="lead">{t.codes_lead}</p>
      <ol class="card">
        {props.codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p>
        <a class="button" href={props.href}>
          {t.codes_go_on}
        </a>
      </p>
    </Layout>
  );
}
