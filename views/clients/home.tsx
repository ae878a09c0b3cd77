import type { JSX } from 'preact';
import { Act } from '../admin/act.tsx';
import { Table } from '../admin/table.tsx';
import { PostForm } from '../components/form.tsx';
import { dayWords } from '../components/moment.tsx';
import { type StateKind, StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type PortalFrame, PortalPage } from './portal.tsx';
import type { AppState } from './shown.ts';

/** One application as a line. */
export interface AppLine {
  id: string;
  names: Words;
  state: AppState;
  /** Its yearly review waits to be done. */
  review?: 'soon' | 'late' | undefined;
}

export interface PortalHomeProps {
  frame: PortalFrame;
  invitations: readonly { id: string; department: Words | string; expires_at: Date }[];
  departments: readonly { id: string; names: Words; apps: readonly AppLine[] }[];
  /** Drafts that no department has: in the sandbox. */
  own: readonly AppLine[];
  sandbox: boolean;
}

const shapes: Record<AppState, StateKind> = {
  draft: 'waiting',
  submitted: 'waiting',
  approved: 'waiting',
  live: 'ok',
  suspended: 'warning',
  retired: 'failed',
};

/** Where an application is on its way, in words. */
export const appState = (state: AppState, lang: Lang): JSX.Element => (
  <StateWords kind={shapes[state]}>{sentences(lang).portal.home.states[state]}</StateWords>
);

/** Where it is, and whether its review waits. */
export function AppStanding({
  state,
  review,
  lang,
}: Pick<AppLine, 'state' | 'review'> & { lang: Lang }): JSX.Element {
  const t = sentences(lang).applications.developers;
  return (
    <>
      {appState(state, lang)}
      {review && (
        <>
          <br />
          <StateWords kind={review === 'late' ? 'warning' : 'waiting'}>{t[review]}</StateWords>
        </>
      )}
    </>
  );
}

/** What waits for this developer, and the applications of each of their departments. */
export function PortalHomePage(props: PortalHomeProps): JSX.Element {
  const { frame, invitations, departments, own, sandbox } = props;
  const t = sentences(frame.lang).portal.home;
  return (
    <PortalPage frame={frame} title={t.title}>
      <Invitations frame={frame} invitations={invitations} />
      {departments.map(({ id, names, apps }) => (
        <div key={id}>
          <h2>{inWords(names, frame.lang)}</h2>
          <Apps frame={frame} caption={inWords(names, frame.lang)} apps={apps} />
          <Act
            frame={frame}
            id={`leave-${id}`}
            action="/clients/leave"
            title={t.leave}
            what={t.leave_what}
            button={t.leave}
            danger
          >
            <input type="hidden" name="department" value={id} />
          </Act>
        </div>
      ))}
      {sandbox && (
        <div>
          <h2>{t.own}</h2>
          <p>{t.own_lead}</p>
          <Apps frame={frame} caption={t.own} apps={own} />
        </div>
      )}
      {departments.length + invitations.length === 0 && !sandbox && (
        <p class="empty">{t.nothing}</p>
      )}
      {(departments.length > 0 || sandbox) && (
        <p>
          <a class="button" href="/clients/new">
            {t.begin}
          </a>
        </p>
      )}
      <p>
        <a href="/clients/progress">{sentences(frame.lang).applications.board.title}</a>
      </p>
      <p>
        <a href="/clients/decoder">{sentences(frame.lang).portal.decoder.title}</a>
      </p>
      {sandbox && (
        <>
          <p>
            <a href="/sandbox">{sentences(frame.lang).sandbox.citizens.title}</a>
          </p>
          <p>
            <a href="/clients/messages">{sentences(frame.lang).sandbox.messages.title}</a>
          </p>
        </>
      )}
      <p>
        <a href="/clients/sessions">{sentences(frame.lang).portal.sessions.title}</a>
      </p>
    </PortalPage>
  );
}

function Invitations({
  frame,
  invitations,
}: Pick<PortalHomeProps, 'frame' | 'invitations'>): JSX.Element | null {
  if (invitations.length === 0) return null;
  const { lang } = frame;
  const t = sentences(lang).portal.home;
  return (
    <section aria-labelledby="invited">
      <h2 id="invited">{t.invited}</h2>
      {invitations.map(({ id, department, expires_at }) => {
        const name = inWords(department, lang);
        return (
          <div class="card" key={id}>
            <p class="strong">{t.invited_by(name)}</p>
            <p class="soft">{t.until(dayWords(expires_at, lang))}</p>
            <div class="form-buttons">
              <PostForm frame={frame} action="/clients/join">
                <input type="hidden" name="invitation" value={id} />
                <button type="submit" class="button" aria-label={t.join_which(name)}>
                  {t.join}
                </button>
              </PostForm>
              <PostForm frame={frame} action="/clients/decline">
                <input type="hidden" name="invitation" value={id} />
                <button
                  type="submit"
                  class="button button-second"
                  aria-label={t.decline_which(name)}
                >
                  {t.decline}
                </button>
              </PostForm>
            </div>
          </div>
        );
      })}
    </section>
  );
}

function Apps(props: {
  frame: PortalFrame;
  caption: string;
  apps: readonly AppLine[];
}): JSX.Element {
  const { frame, caption, apps } = props;
  const t = sentences(frame.lang).portal.home;
  return (
    <Table
      {...{ frame, caption, empty: t.no_apps }}
      columns={[
        { title: t.app, number: false },
        { title: t.id, number: false },
        { title: t.state, number: false, whole: true },
      ]}
      rows={apps.map(({ id, names, state, review }) => ({
        href: `/clients/apps/${id}`,
        cells: [
          inWords(names, frame.lang),
          id,
          <AppStanding key="state" {...{ state, review, lang: frame.lang }} />,
        ],
      }))}
    />
  );
}
