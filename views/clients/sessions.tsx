import type { JSX } from 'preact';
import { Table } from '../admin/table.tsx';
import { PostForm } from '../components/form.tsx';
import { Moment, momentWords } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import { type PortalFrame, PortalPage } from './portal.tsx';

export interface SessionsPageProps {
  frame: PortalFrame;
  sessions: readonly { id: string; started_at: Date; seen_at: Date; here: boolean }[];
}

/** Where a developer is signed in, each with the button that ends it. */
export function DeveloperSessionsPage({ frame, sessions }: SessionsPageProps): JSX.Element {
  const { home, sessions: t } = sentences(frame.lang).portal;
  const others = sessions.some(({ here }) => !here);
  return (
    <PortalPage
      {...{ frame, title: t.title }}
      above={
        <p>
          <a href="/clients">{home.title}</a>
        </p>
      }
    >
      <p>{t.lead}</p>
      <Table
        {...{ frame, caption: t.title, empty: t.none }}
        columns={[
          { title: t.started, number: false },
          { title: t.seen, number: false },
          { title: t.state, number: false },
        ]}
        rows={sessions.map(({ id, started_at, seen_at, here }) => ({
          cells: [
            <Moment key="started" at={started_at} lang={frame.lang} />,
            <Moment key="seen" at={seen_at} lang={frame.lang} />,
            here ? (
              t.here
            ) : (
              <PostForm key="end" frame={frame} action="/clients/sessions/end" name={id}>
                <input type="hidden" name="session" value={id} />
                <button
                  type="submit"
                  class="button button-quiet"
                  aria-label={t.end_which(momentWords(started_at, frame.lang))}
                >
                  {t.end}
                </button>
              </PostForm>
            ),
          ],
        }))}
      />
      {others && (
        <PostForm frame={frame} action="/clients/sessions/end-others">
          <button type="submit" class="button button-second">
            {t.end_others}
          </button>
        </PostForm>
      )}
    </PortalPage>
  );
}
