import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { PostForm } from '../components/form.tsx';
import { Moment, momentWords } from '../components/moment.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

export interface ReceivedRow {
  client: Words | string;
  owner: Words | string;
  /** Where it begins: absent when it says no such address, or is no longer there. */
  href?: string | undefined;
  /** Scopes: openid profile phone realname idno. */
  scopes: string[];
  /** It is to be retired, or is. */
  ending?: { ends_at: Date; receipt_at: Date | null } | undefined;
  first_at: Date;
  last_at: Date;
  /** Absent where nothing rests on consent. */
  consent?: ReceivedConsent | undefined;
}

export interface ReceivedConsent {
  client_id: string;
  /** Scopes; absent where nothing is said, or it was withdrawn. */
  given?: string[] | undefined;
  refused: string[];
  until?: Date | undefined;
  /** It was to other scopes or purposes, or over a year ago. */
  lapsed: boolean;
  /** What goes there without consent. */
  duty: string[];
}

export interface ReceivedProps {
  frame: PageFrame;
  done?: Done['code'] | undefined;
  rows: ReceivedRow[];
  now: Date;
  /** Address of the next, older page. */
  next?: string;
}

/** Which services received what of mine, and when. */
export function ReceivedPage({ frame, done, rows, now, next }: ReceivedProps): JSX.Element {
  const { site, account } = sentences(frame.lang);
  const t = account.received;
  const what = (scopes: string[]) =>
    site.list(scopes.map((scope) => t.scopes[scope] ?? t.scopes.other));
  return (
    <Layout frame={frame} title={t.title} wide above={<AccountMenu frame={frame} at="received" />}>
      <DoneNote frame={frame} {...(done && { done: { code: done } })} />
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
              {row.href && (
                <p class="more">
                  <a href={row.href}>{t.go_to(inWords(row.client, frame.lang))}</a>
                </p>
              )}
              {row.consent && <Consent frame={frame} client={row.client} of={row.consent} />}
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

/** What they said there, until when, what goes there without that, and the button that takes it back. */
function Consent(props: {
  frame: PageFrame;
  client: Words | string;
  of: ReceivedConsent;
}): JSX.Element {
  const { frame, of } = props;
  const { site, account, consent: t } = sentences(frame.lang);
  const names: Record<string, string> & { other: string } = account.received.scopes;
  const inList = (scopes: string[]) =>
    site.list(scopes.map((scope) => names[scope] ?? names.other));
  const until = of.until ? momentWords(of.until, frame.lang) : '';
  return (
    <div class="consented">
      <p>
        {!of.given && t.not_given}
        {of.given && (of.given.length > 0 ? t.given(inList(of.given), until) : t.none_given(until))}
      </p>
      {of.refused.length > 0 && <p>{t.refused(inList(of.refused))}</p>}
      {of.lapsed && <p>{t.lapsed}</p>}
      {of.duty.length > 0 && (
        <p class="soft">
          {t.by_duty(inList(of.duty))}
          {frame.lang === 'zh-CN' ? '。' : '. '}
          {t.duty_why}
        </p>
      )}
      {of.given && (
        <PostForm frame={frame} action={paths.withdraw} name={of.client_id}>
          <input type="hidden" name="client_id" value={of.client_id} />
          <button
            type="submit"
            class="button button-quiet"
            aria-label={t.withdraw_what(inWords(props.client, frame.lang))}
          >
            {t.withdraw}
          </button>
        </PostForm>
      )}
    </div>
  );
}
