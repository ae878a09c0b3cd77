import type { JSX } from 'preact';
import { ProgressCell } from '../admin/progress.tsx';
import { Table } from '../admin/table.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type AppLine, AppStanding } from './home.tsx';
import { type PortalFrame, PortalPage } from './portal.tsx';
import type { AppState } from './shown.ts';

/** How far the applications of each department are; each number leads to the list of them. */
export function ProgressPage(props: {
  frame: PortalFrame;
  rows: readonly { code: string; names: Words; counts: Record<AppState, number> }[];
  /** This is not the first page. */
  first: boolean;
  next?: string;
}): JSX.Element {
  const { frame, rows, first, next } = props;
  const { lang } = frame;
  const { board: t } = sentences(lang).applications;
  const { home } = sentences(lang).portal;
  const states = Object.keys(home.states) as AppState[];
  const cell = (
    { code, names }: { code: string; names: Words },
    count: number,
    words: string,
    state?: AppState,
  ) => (
    <ProgressCell
      key={words}
      count={count}
      href={`/clients/apps?${new URLSearchParams({ department: code, ...(state && { state }) })}`}
      words={t.which(words, inWords(names, lang))}
    />
  );
  return (
    <PortalPage frame={frame} title={t.title}>
      <Home frame={frame} />
      <p>{t.intro}</p>
      <Table
        {...{ frame, caption: t.title, empty: t.empty }}
        stacked
        columns={[
          { title: t.department, number: false },
          ...states.map((state) => ({ title: home.states[state], number: true })),
          { title: t.total, number: true },
        ]}
        rows={rows.map((row) => ({
          cells: [
            inWords(row.names, lang),
            ...states.map((state) => cell(row, row.counts[state], home.states[state], state)),
            cell(
              row,
              Object.values(row.counts).reduce((all, one) => all + one, 0),
              t.total,
            ),
          ],
        }))}
      />
      <Pages frame={frame} first={first ? '/clients/progress' : undefined} next={next} />
    </PortalPage>
  );
}

/** The applications behind a number. */
export function AppListPage(props: {
  frame: PortalFrame;
  department: Words | undefined;
  state: AppState | undefined;
  apps: readonly AppLine[];
  first?: string;
  next?: string;
}): JSX.Element {
  const { frame, department, state, apps, first, next } = props;
  const { lang } = frame;
  const { board, developers } = sentences(lang).applications;
  const { home: t } = sentences(lang).portal;
  const of = [department && inWords(department, lang), state && t.states[state]].filter(Boolean);
  return (
    <PortalPage frame={frame} title={[developers.list, ...of].join(' · ')}>
      <Home frame={frame} />
      <p>
        <a href="/clients/progress">{board.title}</a>
      </p>
      <Table
        {...{ frame, caption: developers.list, empty: board.empty }}
        stacked
        columns={[
          { title: t.app, number: false },
          { title: t.id, number: false },
          { title: t.state, number: false, whole: true },
        ]}
        rows={apps.map(({ id, names, ...standing }) => ({
          href: `/clients/apps/${id}`,
          cells: [inWords(names, lang), id, <AppStanding key="state" {...{ ...standing, lang }} />],
        }))}
      />
      <Pages frame={frame} first={first} next={next} />
    </PortalPage>
  );
}

const Home = ({ frame }: { frame: PortalFrame }) => (
  <p>
    <a href="/clients">{sentences(frame.lang).portal.home.title}</a>
  </p>
);

function Pages(props: {
  frame: PortalFrame;
  first: string | undefined;
  next: string | undefined;
}): JSX.Element | null {
  const t = sentences(props.frame.lang).console.table;
  if (!props.first && !props.next) return null;
  return (
    <nav class="pages" aria-label={t.pages}>
      <ul>
        {props.first && (
          <li>
            <a href={props.first}>{t.first}</a>
          </li>
        )}
        {props.next && (
          <li>
            <a href={props.next} rel="next">
              {t.next}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}
