import type { JSX } from 'preact';
import { deliveryState } from '../admin/deliveries.tsx';
import { Table } from '../admin/table.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';

type Words = Catalogue['console']['deliveries'];

export interface AppDeliveriesProps extends AppPageProps {
  /** How it stands with the addresses. */
  seen: readonly { id: string; failures: number; opened_until: Date | null }[];
  rows: readonly {
    handle: string;
    kind: keyof Words['kinds'];
    state: keyof Words['states'];
    attempts: number;
    created_at: Date;
    receipt: { status: number; ms: number } | { fault: string } | null;
  }[];
  first: boolean;
  next: string | undefined;
}

/** What the application is owed, the newest first, with what came of it; what was given up is sent again. */
export function AppDeliveriesPage(props: AppDeliveriesProps): JSX.Element {
  const { frame, app, seen, rows, first, next } = props;
  const { lang } = frame;
  const { deliveries: t, table } = sentences(lang).console;
  const path = hrefOf(app.id, 'deliveries');
  const receipt = (of: AppDeliveriesProps['rows'][number]['receipt']) => {
    if (!of) return '';
    return 'fault' in of ? t.fault(of.fault) : t.answered(of.status, of.ms);
  };
  return (
    <AppPage {...props} part="deliveries">
      <p>{t.intro}</p>
      {seen.length > 0 && (
        <ul class="lines">
          {seen.map(({ id, failures, opened_until }) => (
            <li key={id}>
              <StateWords kind={opened_until ? 'failed' : failures > 0 ? 'warning' : 'ok'}>
                {`${t.kinds[id.startsWith('notices:') ? 'notice' : 'logout']} · ${
                  opened_until
                    ? t.breaker_open(momentWords(opened_until, lang))
                    : failures > 0
                      ? t.breaker_failing(failures)
                      : t.breaker_closed
                }`}
              </StateWords>
            </li>
          ))}
        </ul>
      )}
      <Table
        {...{ frame, caption: t.title, empty: t.empty }}
        columns={[
          { title: t.kind, number: false },
          { title: t.state, number: false, whole: true },
          { title: t.attempts, number: true },
          { title: t.created, number: false, whole: true },
          { title: t.receipt, number: false },
          { title: t.again.title, number: false, whole: true },
        ]}
        rows={rows.map((row) => ({
          cells: [
            t.kinds[row.kind],
            deliveryState(lang, row.state),
            String(row.attempts),
            momentWords(row.created_at, lang),
            receipt(row.receipt),
            row.state === 'dead' ? (
              <PostForm key="again" frame={frame} action={`${path}/again`}>
                <input type="hidden" name="delivery" value={row.handle} />
                <button type="submit" class="button button-second">
                  {t.again.button}
                </button>
              </PostForm>
            ) : (
              ''
            ),
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
