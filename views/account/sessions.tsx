import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { type Receipt, Receipts, tally } from '../components/receipts.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

export interface SessionRow {
  id: string;
  device: string;
  network: string;
  started_at: Date;
  current: boolean;
  /** The source signed in through; absent for the account of Songhua itself. */
  source_name?: Words | string;
  level: number;
  clients: (Words | string)[];
}

export interface EndedRow {
  id: string;
  device: string;
  ended_at: Date;
  /** `end_reason` of the session; one of `account.sessions.reasons`, else told as "ended". */
  reason: string;
  receipts: Receipt[];
}

export interface SessionsProps {
  frame: PageFrame;
  done?: Done;
  sessions: SessionRow[];
  /** Ended lately, with what each service answered. */
  ended: EndedRow[];
}

/** Where I am signed in, each with its button; below, what has ended and what services answered. */
export function SessionsPage(props: SessionsProps): JSX.Element {
  const { frame, done, sessions, ended } = props;
  const t = sentences(frame.lang).account.sessions;
  return (
    <Layout frame={frame} title={t.title} wide above={<AccountMenu frame={frame} at="sessions" />}>
      <DoneNote frame={frame} done={done} />
      <section aria-labelledby="now">
        <h2 id="now">{t.now}</h2>
        <ul class="entries">
          {sessions.map((session) => (
            <SessionEntry key={session.id} frame={frame} session={session} />
          ))}
        </ul>
        <div class="ways ways-line">
          {sessions.length > 1 && (
            <PostForm frame={frame} action={paths.endOthers}>
              <button type="submit" class="button">
                {t.end_others}
              </button>
            </PostForm>
          )}
          <PostForm frame={frame} action={paths.endAll}>
            <button type="submit" class="button button-second">
              {t.end_all}
            </button>
          </PostForm>
        </div>
      </section>
      <section aria-labelledby="past">
        <h2 id="past">{t.past}</h2>
        {ended.length === 0 && <p>{t.past_none}</p>}
        <ul class="entries">
          {ended.map((session) => (
            <EndedEntry key={session.id} frame={frame} session={session} />
          ))}
        </ul>
      </section>
    </Layout>
  );
}

function SessionEntry(props: { frame: PageFrame; session: SessionRow }): JSX.Element {
  const { frame, session } = props;
  const catalogue = sentences(frame.lang);
  const t = catalogue.account.sessions;
  const at = momentWords(session.started_at, frame.lang);
  const way = session.source_name ? inWords(session.source_name, frame.lang) : t.local;
  const clients = session.clients.map((client) => inWords(client, frame.lang));
  return (
    <li class="entry">
      <div>
        <p>
          <bdi class="strong">{session.device}</bdi>
          {session.current && <span class="tag">{t.here}</span>}
        </p>
        <p>
          {t.started(at)}
          <br />
          {t.via(way)} · {catalogue.levels.name(session.level)}
        </p>
        <p>
          {t.clients}
          {catalogue.site.separator}
          {clients.length > 0 ? catalogue.site.list(clients) : t.clients_none}
        </p>
        <p class="soft">
          {t.network}
          {catalogue.site.separator}
          {session.network}
        </p>
      </div>
      <PostForm frame={frame} action={paths.endSession}>
        <input type="hidden" name="session_id" value={session.id} />
        <button
          type="submit"
          class="button button-second"
          aria-label={t.end_which(session.device, at)}
        >
          {t.end}
        </button>
      </PostForm>
    </li>
  );
}

function EndedEntry({ frame, session }: { frame: PageFrame; session: EndedRow }): JSX.Element {
  const catalogue = sentences(frame.lang);
  const t = catalogue.account.sessions;
  const { receipts } = session;
  return (
    <li class="entry entry-past">
      <div>
        <p>
          <bdi class="strong">{session.device}</bdi>
        </p>
        <p>
          {t.ended(momentWords(session.ended_at, frame.lang))}
          <br />
          {t.reasons[session.reason] ?? t.reasons.other}
        </p>
        {receipts.length === 0 && <p class="soft">{t.no_clients}</p>}
        {receipts.length > 0 && (
          <>
            <p class="strong">{catalogue.receipts.summary(tally(receipts))}</p>
            <Receipts frame={frame} receipts={receipts} />
          </>
        )}
      </div>
    </li>
  );
}
