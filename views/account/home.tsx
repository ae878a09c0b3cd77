import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { CaseEntry, type CaseLine } from '../components/case-entry.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { dayWords, Moment, momentWords } from '../components/moment.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';
import { WaitingNote } from './stop.tsx';

export interface HomeProps {
  frame: PageFrame;
  done?: Done;
  /** What staff did and the person has not been shown: how many entries. */
  news?: number;
  /** What waits to be used to come in by another way: when it is due, or was printed. */
  waiting?: { what: 'recovery' | 'paper'; at: string }[];
  /** Staff ask whether another account is theirs too. */
  asked?: boolean;
  who: {
    masked_name: string;
    /** A name in another script, for display. */
    alias?: string;
    /** Type as src/identities/identifiers.ts names it, and the masked number. */
    documents: { type: string; masked: string; standing: 'claimed' | 'owned' }[];
    masked_phone?: string;
    level: number;
    level_until?: Date;
  };
  /** The three that changed last. */
  cases: CaseLine[];
  /** The sources that are linked, and whether the password there is one that was set here. */
  ways: { sources: { name: Words | string; own_password: boolean }[]; password: boolean };
  sessions: { device: string; started_at: Date; current: boolean }[];
  received: { clients: number; last?: { client: Words | string; at: Date } };
}

/**
 * What most people come for, the newest cases; then four questions: who am I here, how can I sign
 * in, where am I signed in, who received what.
 */
export function HomePage(props: HomeProps): JSX.Element {
  const { frame, done, news = 0 } = props;
  const t = sentences(frame.lang);
  return (
    <Layout
      frame={frame}
      title={t.account.home.title}
      wide
      above={<AccountMenu frame={frame} at="home" />}
    >
      <DoneNote frame={frame} done={done} />
      {news > 0 && (
        <p class="note" role="status">
          {t.account.history.news(news)} <a href={paths.history}>{t.account.history.news_link}</a>
        </p>
      )}
      {props.waiting?.map(({ what, at }) => (
        <WaitingNote
          key={what}
          frame={frame}
          what={what}
          at={at}
          action={what === 'recovery' ? paths.stopRecovery : paths.voidPaper}
        />
      ))}
      {props.asked && (
        <p class="note">
          {t.account.merging.asked} <a href={paths.merging}>{t.account.merging.asked_link}</a>
        </p>
      )}
      <Cases frame={frame} cases={props.cases} />
      <div class="questions">
        <Who frame={frame} who={props.who} />
        <Ways frame={frame} ways={props.ways} />
        <Places frame={frame} sessions={props.sessions} />
        <Given frame={frame} received={props.received} />
      </div>
    </Layout>
  );
}

function Cases({ frame, cases }: Pick<HomeProps, 'frame' | 'cases'>): JSX.Element {
  const t = sentences(frame.lang).account.cases;
  return (
    <section aria-labelledby="cases">
      <h2 id="cases">{t.title}</h2>
      {cases.length === 0 && <p>{t.none_hint}</p>}
      <ul class="entries">
        {cases.map((line) => (
          <CaseEntry key={line.id} frame={frame} line={line} />
        ))}
      </ul>
      <p class="more">
        <a href={paths.cases}>{t.all}</a>
      </p>
    </section>
  );
}

function Who({ frame, who }: { frame: PageFrame; who: HomeProps['who'] }): JSX.Element {
  const t = sentences(frame.lang);
  const { home } = t.account;
  return (
    <section class="card" aria-labelledby="who">
      <h2 id="who">{home.who}</h2>
      <dl>
        <dt>{home.name}</dt>
        <dd>
          <bdi class="strong">{who.masked_name}</bdi>
        </dd>
        {who.alias && (
          <>
            <dt>{home.alias}</dt>
            <dd>
              <bdi>{who.alias}</bdi>
            </dd>
          </>
        )}
        {who.documents.map((one) => (
          <>
            <dt>{t.documents[one.type] ?? t.documents.other}</dt>
            <dd>
              <bdi class="number">{one.masked}</bdi>
              {one.standing === 'claimed' && <span class="soft">{home.claimed}</span>}
            </dd>
          </>
        ))}
        {who.masked_phone && (
          <>
            <dt>{home.phone}</dt>
            <dd class="number">{who.masked_phone}</dd>
          </>
        )}
        <dt>{t.levels.label}</dt>
        <dd>
          {t.levels.name(who.level)}
          <span class="soft">{t.levels.short[who.level]}</span>
          {who.level_until && (
            <span class="soft">{home.level_until(dayWords(who.level_until, frame.lang))}</span>
          )}
        </dd>
      </dl>
    </section>
  );
}

function Ways({ frame, ways }: { frame: PageFrame; ways: HomeProps['ways'] }): JSX.Element {
  const { home, signIn } = sentences(frame.lang).account;
  return (
    <section class="card" aria-labelledby="ways">
      <h2 id="ways">{home.ways}</h2>
      <p>{home.ways_text(ways.sources.length)}</p>
      {ways.sources.length > 0 && (
        <ul class="gist">
          {ways.sources.map((source, index) => (
            <li key={index}>
              <bdi>{inWords(source.name, frame.lang)}</bdi>
              {source.own_password && <span class="soft">{signIn.own_password}</span>}
            </li>
          ))}
        </ul>
      )}
      <p>{ways.password ? home.ways_password : home.ways_no_password}</p>
      <p class="card-link">
        <a href={paths.signIn}>{home.ways_link}</a>
      </p>
    </section>
  );
}

function Places(props: { frame: PageFrame; sessions: HomeProps['sessions'] }): JSX.Element {
  const { frame, sessions } = props;
  const { home } = sentences(frame.lang).account;
  return (
    <section class="card" aria-labelledby="places">
      <h2 id="places">{home.sessions}</h2>
      <p>{home.sessions_text(sessions.length)}</p>
      <ul class="gist">
        {sessions.slice(0, 3).map((session, index) => (
          <li key={index}>
            <bdi>{session.device}</bdi>
            {session.current && <span class="tag">{home.here}</span>}
            <span class="soft">
              <Moment at={session.started_at} lang={frame.lang} />
            </span>
          </li>
        ))}
      </ul>
      <p class="card-link">
        <a href={paths.sessions}>{home.sessions_link}</a>
      </p>
    </section>
  );
}

function Given(props: { frame: PageFrame; received: HomeProps['received'] }): JSX.Element {
  const { frame, received } = props;
  const { home } = sentences(frame.lang).account;
  const { clients, last } = received;
  return (
    <section class="card" aria-labelledby="given">
      <h2 id="given">{home.received}</h2>
      <p>{clients > 0 ? home.received_text(clients) : home.received_none}</p>
      {last && (
        <p>
          {home.received_last(inWords(last.client, frame.lang), momentWords(last.at, frame.lang))}
        </p>
      )}
      <p class="card-link">
        <a href={paths.received}>{home.received_link}</a>
      </p>
    </section>
  );
}
