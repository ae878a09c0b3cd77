import type { JSX } from 'preact';
import { Input } from '../admin/inputs.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { ShownText } from '../components/text-shown.tsx';
import { sentences } from '../locales/catalogue.ts';
import { AcceptanceReport, type AcceptanceReportProps } from './acceptance-report.tsx';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';

export interface AcceptancePageProps extends AppPageProps {
  home: string | null;
  /** The latest run. */
  found:
    | (Omit<AcceptanceReportProps, 'frame'> & {
        asked_at: Date;
        /** It was good, and is of another registration or too old. */
        stale: boolean;
        addresses: { start: string; inside: string; sign_out: string };
      })
    | undefined;
  /** The report of the latest run that passed, for the real portal. */
  signed?: string;
}

/** Has the robot try the application as it stands, and shows what it found. */
export function AcceptancePage(props: AcceptancePageProps): JSX.Element {
  const { frame, app, home, found, signed } = props;
  const { lang } = frame;
  const t = sentences(lang).portal.acceptance;
  const path = hrefOf(app.id, 'acceptance');
  const running = found?.state === 'waiting' || found?.state === 'running';
  const field = (name: 'start' | 'inside' | 'sign_out', otherwise = '') => (
    <Input
      {...{ id: name, name, label: t[name], hint: t[`${name}_hint`], maxLength: 1_000 }}
      value={found?.addresses[name] ?? otherwise}
    />
  );
  return (
    <AppPage {...props} part="acceptance">
      <p>{t.lead}</p>
      {!running && (
        <PostForm frame={frame} action={path} class="card">
          {field('start', home ?? '')}
          {field('inside')}
          {field('sign_out')}
          <button type="submit" class="button">
            {t.submit}
          </button>
        </PostForm>
      )}
      {found?.stale && (
        <p class="note">
          <StateWords kind="warning">{t.stale}</StateWords>
        </p>
      )}
      {signed && (
        <>
          <h2>{t.signed}</h2>
          <p>{t.signed_lead}</p>
          <ShownText name="signed" label={t.signed} text={signed} />
          <p>
            <a href={`${path}/report`} download>
              {t.download}
            </a>
          </p>
        </>
      )}
      {found && (
        <>
          <h2>{`${sentences(lang).acceptance.title} · ${momentWords(found.asked_at, lang)}`}</h2>
          <AcceptanceReport {...found} frame={frame} />
          {running && (
            <p>
              <a class="button button-second" href={path}>
                {t.refresh}
              </a>
            </p>
          )}
        </>
      )}
    </AppPage>
  );
}
