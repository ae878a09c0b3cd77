import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { Moment } from '../components/moment.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface ReceivedRow {
  client: Words | string;
  owner: Words | string;
  /** Scopes: openid profile phone realname idno. */
  scopes: string[];
  /** It is to be retired, or is. */
  ending?: { ends_at: Date; receipt_at: Date | null } | undefined;
  first_at: Date;
  last_at: Date;
}

export interface ReceivedProps {
  frame: PageFrame;
  rows: ReceivedRow[];
  now: Date;
  /** Address of the next, older page. */
  next?: string;
}

/** Which services received what of mine, and when. */
export function ReceivedPage({ frame, rows, now, next }: ReceivedProps): JSX.Element {
  const { site, account } = sentences(frame.lang);
  const t = account.received;
  const what = (scopes: string[]) =>
    site.list(scopes.map((scope) => t.scopes[scope] ?? t.scopes.other));
  return (
    <Layout frame={frame} title={t.title} wide above={<AccountMenu frame={frame} at="received" />}>
      <p class="lead">{rows.length > 0 ? t.intro : t.none}</p>
      <ul class="entries">
        {rows.map((row, index) => (
          <li key={index} class="entry entry-past">
            <div>
              <p>
                <bdi class="strong">{inWords(row.client, frame.lang)}</bdi>
                <span class="soft">{site.asked_owner(inWords(row.owner, frame.lang))}</span>
              </p>
              {row.ending && (
                <p>
                  {row.ending.ends_at > now ? t.ending.ends : t.ending.ended}{' '}
                  <Moment at={row.ending.ends_at} lang={frame.lang} />
                  {row.ending.ends_at <= now &&
                    ` · ${row.ending.receipt_at ? t.ending.deleted : t.ending.not_deleted}`}
                </p>
              )}
              <dl>
                <dt>{t.what}</dt>
                <dd>{what(row.scopes)}</dd>
                <dt>{t.first}</dt>
                <dd>
                  <Moment at={row.first_at} lang={frame.lang} />
                </dd>
                <dt>{t.last}</dt>
                <dd>
                  <Moment at={row.last_at} lang={frame.lang} />
                </dd>
              </dl>
            </div>
          </li>
        ))}
      </ul>
      {next && (
        <p class="more">
          <a href={next}>{t.next}</a>
        </p>
      )}
    </Layout>
  );
}
