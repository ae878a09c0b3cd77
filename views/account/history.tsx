import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { dayWords, Moment, momentWords } from '../components/moment.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

type Sentences = Catalogue['account']['history'];

export interface HistoryRow {
  id: string;
  kind: keyof Sentences['kinds'];
  reason_code: keyof Sentences['reasons'];
  /** Of the member of staff; absent where the province's office or a rule did it. */
  department?: Words;
  /** What it was done to, where its person did it. */
  own?: { way?: Words | string };
  /** A service that ends, and on which day. */
  service?: { names: Words | string; ends_at?: Date | undefined };
  at: Date;
  /** Taken back, or met. */
  ended_at?: Date;
  /** Not shown before. */
  unseen: boolean;
}

export interface HistoryProps {
  frame: PageFrame;
  rows: HistoryRow[];
  /** A page after the first one. */
  older: boolean;
  /** Address of the next, older page. */
  next?: string;
}

/** Kinds that go on until they are taken back or met. */
const lasting: ReadonlySet<string> = new Set([
  'suspended',
  'closed',
  'password_required',
  'evidence_required',
]);

/** Kinds that no department did. */
const ofNobody: ReadonlySet<string> = new Set(['regained', 'recovery_begun', 'recovery_stopped']);

/** What was done with my account by staff, and who of them looked at it. */
export function HistoryPage({ frame, rows, older, next }: HistoryProps): JSX.Element {
  const t = sentences(frame.lang).account.history;
  const none = older ? t.none_older : t.none;
  return (
    <Layout frame={frame} title={t.title} wide above={<AccountMenu frame={frame} at="history" />}>
      <p class="lead">{rows.length > 0 ? t.intro : none}</p>
      <ul class="entries">
        {rows.map((row) => (
          <Entry key={row.id} frame={frame} row={row} />
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

function Entry({ frame, row }: { frame: PageFrame; row: HistoryRow }): JSX.Element {
  const t = sentences(frame.lang).account.history;
  const stands = lasting.has(row.kind) && !row.ended_at;
  return (
    <li class={stands ? 'entry' : 'entry entry-past'}>
      <div>
        <p>
          <span class="strong">{t.kinds[row.kind]}</span>
          {stands && <span class="tag">{t.standing}</span>}
          {row.ended_at && (
            <span class="soft">{t.lifted(momentWords(row.ended_at, frame.lang))}</span>
          )}
        </p>
        {(stands || !lasting.has(row.kind)) && <p>{t.now[row.kind]}</p>}
        <dl>
          <dt>{t.at}</dt>
          <dd>
            <Moment at={row.at} lang={frame.lang} />
          </dd>
          <dt>{t.reason}</dt>
          <dd>{t.reasons[row.reason_code]}</dd>
          {row.own?.way && (
            <>
              <dt>{t.way}</dt>
              <dd>{inWords(row.own.way, frame.lang)}</dd>
            </>
          )}
          {row.service && (
            <>
              <dt>{t.service}</dt>
              <dd>
                <bdi>{inWords(row.service.names, frame.lang)}</bdi>
              </dd>
              {row.service.ends_at && (
                <>
                  <dt>{t.last_day}</dt>
                  <dd>{dayWords(row.service.ends_at, frame.lang)}</dd>
                </>
              )}
            </>
          )}
          {!row.own && !ofNobody.has(row.kind) && (
            <>
              <dt>{t.department}</dt>
              <dd>
                <bdi>{row.department ? inWords(row.department, frame.lang) : t.province}</bdi>
              </dd>
            </>
          )}
        </dl>
      </div>
    </li>
  );
}
