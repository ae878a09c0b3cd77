import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';
import { Fact, Facts, Table } from './table.tsx';

/** One field of a registration, each of its values a line. */
export interface Registered {
  label: string;
  lines: readonly string[];
}

export interface ClaimShown {
  scope: string;
  basis: string;
  law: string;
  purpose: string;
  period: string;
}

/** Something that was done with a client. */
export interface Done {
  what: string;
  who: string;
  at: Date;
  detail: string;
}

/** How a client is registered, on what rests what it receives, and what was done with it. */
export function ClientRegistration(props: {
  frame: ConsoleFrame;
  registered: readonly Registered[];
  claims: readonly ClaimShown[];
  history: readonly Done[];
}): JSX.Element {
  const { frame, registered, claims, history } = props;
  const { lang } = frame;
  const { registration } = sentences(lang).console.clients;
  const t = sentences(lang).applications.staff;
  const { none } = sentences(lang).site;
  return (
    <>
      <h2>{t.claims}</h2>
      <Table
        frame={frame}
        caption={t.claims}
        empty={t.no_claims}
        columns={(['scope', 'basis', 'law', 'purpose', 'period'] as const).map((name) => ({
          title: t.claim_columns[name],
          number: false,
        }))}
        rows={claims.map(({ scope, basis, law, purpose, period }) => ({
          cells: [scope, basis, law, purpose, period],
        }))}
      />
      <h2>{registration}</h2>
      <Facts>
        {registered.map(({ label, lines }) => (
          <Fact key={label} name={label}>
            <Lines values={lines} none={none} />
          </Fact>
        ))}
      </Facts>
      <h2 id="history">{t.history}</h2>
      <Table
        frame={frame}
        caption={t.history}
        empty={t.no_history}
        columns={[
          { title: t.history_columns.at, number: false, whole: true },
          { title: t.history_columns.what, number: false },
          { title: t.history_columns.who, number: false },
          { title: t.history_columns.detail, number: false },
        ]}
        rows={history.map(({ what, who, at, detail }) => ({
          cells: [<Moment key="at" at={at} lang={lang} />, what, who, detail],
        }))}
      />
    </>
  );
}

/** Each value on a line of its own: addresses are long. */
export function Lines({ values, none }: { values: readonly string[]; none: string }): JSX.Element {
  if (values.length === 0) return <>{none}</>;
  return (
    <ul class="lines">
      {values.map((value) => (
        <li key={value}>{value}</li>
      ))}
    </ul>
  );
}
