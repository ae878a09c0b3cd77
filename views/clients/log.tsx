import type { JSX } from 'preact';
import { type FilterField, Filters, Table } from '../admin/table.tsx';
import { secondWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
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
  code: string | null;
  request_id: string | null;
  /** What was refused, by name. */
  named: readonly string[];
  in_run: boolean;
  switched: readonly string[];
}

const shapes = { ok: 'ok', refused: 'failed', failed: 'warning' } as const;

/** What the application asked, the newest first: what came of it, why, and what to do. */
export function RequestLogPage(
  props: AppPageProps & {
    rows: readonly RequestLine[];
    filters: readonly FilterField[];
    /** Something is looked for, so that an empty list does not say that nothing was asked. */
    filtered: boolean;
    /** Where the newest and the older ones are. */
    first: string | undefined;
    next: string | undefined;
  },
): JSX.Element {
  const { frame, app, rows, filters, filtered, first, next } = props;
  const { lang } = frame;
  const { log: t } = sentences(lang).portal;
  const { table } = sentences(lang).console;
  const said = sentences(lang).client_requests;
  const path = hrefOf(app.id, 'log');
  return (
    <AppPage {...props} part="log">
      <p>{t.lead}</p>
      <Filters {...{ frame, action: path, fields: filters }} />
      <Table
        {...{ frame, caption: sentences(lang).portal.app.parts.log }}
        empty={filtered ? t.none_such : t.empty}
        stacked
        columns={[
          { title: t.at, number: false, whole: true },
          { title: t.endpoint, number: false },
          { title: t.outcome, number: false, whole: true },
          { title: t.why, number: false },
          { title: t.number, number: false, whole: true },
        ]}
        rows={rows.map((row) => ({
          cells: [
            <time key="at" dateTime={row.at.toISOString()}>
              {secondWords(row.at, lang)}
            </time>,
            (said.endpoints as Record<string, string>)[row.endpoint] ?? row.endpoint,
            <StateWords key="outcome" kind={shapes[row.outcome]}>
              {`${said.outcomes[row.outcome]} ${row.status}`}
            </StateWords>,
            <Why key="why" {...{ row, lang, path }} />,
            row.request_id ?? '',
          ],
        }))}
      />
      <nav class="pages" aria-label={table.pages}>
        <ul>
          {first && (
            <li>
              <a href={first}>{table.first}</a>
            </li>
          )}
          {next && (
            <li>
              <a href={next} rel="next">
                {table.next}
              </a>
            </li>
          )}
        </ul>
      </nav>
    </AppPage>
  );
}

/** What the sandbox had to do with it, why it was refused, what of it, and by which code. */
function Why({ row, lang, path }: { row: RequestLine; lang: Lang; path: string }): JSX.Element {
  const said = sentences(lang).client_requests;
  const names = sentences(lang).acceptance.switches as Record<string, string>;
  const code = row.code ?? row.error;
  const why = explained(row, lang);
  return (
    <>
      {row.in_run && <p class="soft">{said.in_run}</p>}
      {row.switched.length > 0 && (
        <p>{said.switched(row.switched.map((one) => names[one] ?? one))}</p>
      )}
      {row.outcome !== 'ok' && (
        <>
          {why && <p>{why}</p>}
          {row.named.length > 0 && (
            <p>
              {said.named}
              {sentences(lang).site.separator}
              {row.named.flatMap((name) => [
                <code key={name} class="named">
                  {name}
                </code>,
                ' ',
              ])}
            </p>
          )}
          {code && (
            <p>
              <a href={`${path}?code=${encodeURIComponent(code)}`}>
                <code>{code}</code>
              </a>
            </p>
          )}
          {!row.proved && <p class="soft">{said.by_anybody}</p>}
        </>
      )}
    </>
  );
}

function explained(row: RequestLine, lang: Lang): string {
  const said = sentences(lang).client_requests;
  const found = row.reason && said.reasons[row.reason];
  if (found) return `${found.why} ${found.mend}`;
  // The failure that was switched on is the explanation.
  if (row.switched.length > 0) return '';
  const ours = (sentences(lang).refusals as Partial<Record<string, { what: string }>>)[
    row.code ?? ''
  ];
  return ours?.what ?? said.unexplained;
}
