import type { JSX } from 'preact';
import { Table } from '../admin/table.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';

type Reasons = Catalogue['client_requests']['reasons'];

export interface RequestLine {
  id: string;
  at: Date;
  endpoint: string;
  outcome: 'ok' | 'refused' | 'failed';
  status: number;
  proved: boolean;
  error: string | null;
  reason: keyof Reasons | null;
  request_id: string | null;
}

const shapes = { ok: 'ok', refused: 'failed', failed: 'warning' } as const;

/** What the application asked, the newest first: what came of it, why, and what to do. */
export function RequestLogPage(
  props: AppPageProps & {
    rows: readonly RequestLine[];
    first: boolean;
    /** Where the older ones begin. */
    next: string | undefined;
  },
): JSX.Element {
  const { frame, app, rows, first, next } = props;
  const { lang } = frame;
  const { log: t } = sentences(lang).portal;
  const { table } = sentences(lang).console;
  const said = sentences(lang).client_requests;
  const path = hrefOf(app.id, 'log');
  const why = (row: RequestLine) => {
    if (row.outcome === 'ok') return '';
    const found = row.reason && said.reasons[row.reason];
    return (
      <>
        {found ? `${found.why} ${found.mend}` : said.unexplained}
        {row.error && (
          <>
            {' '}
            <code>{row.error}</code>
          </>
        )}
        {!row.proved && <span class="soft"> {said.by_anybody}</span>}
      </>
    );
  };
  return (
    <AppPage {...props} part="log">
      <p>{t.lead}</p>
      <Table
        {...{ frame, caption: sentences(lang).portal.app.parts.log, empty: t.empty }}
        columns={[
          { title: t.at, number: false, whole: true },
          { title: t.endpoint, number: false },
          { title: t.outcome, number: false, whole: true },
          { title: t.why, number: false },
          { title: t.number, number: false, whole: true },
        ]}
        rows={rows.map((row) => ({
          cells: [
            momentWords(row.at, lang),
            said.endpoints[row.endpoint] ?? row.endpoint,
            <StateWords key="outcome" kind={shapes[row.outcome]}>
              {`${said.outcomes[row.outcome]} ${row.status}`}
            </StateWords>,
            why(row),
            row.request_id ?? '',
          ],
        }))}
      />
      <nav class="pages" aria-label={table.pages}>
        <ul>
          {!first && (
            <li>
              <a href={path}>{table.first}</a>
            </li>
          )}
          {next && (
            <li>
              <a href={`${path}?after=${next}`} rel="next">
                {table.next}
              </a>
            </li>
          )}
        </ul>
      </nav>
    </AppPage>
  );
}
