import type { JSX } from 'preact';
import { Moment, momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fact, Facts, Table } from './table.tsx';

type Sentences = ReturnType<typeof sentences>['console']['records'];
type State = keyof Sentences['states'];

export interface CaseProps {
  frame: ConsoleFrame;
  found: {
    case_number: string;
    client_id: string;
    matter_code: string | null;
    matter_name: string | null;
    area_code: string | null;
    state: State | null;
    opened_at: Date | null;
    promised_at: Date | null;
    updated_at: Date;
    at_counter: boolean;
  };
  department: Words | undefined;
  /** The newest first. */
  events: readonly {
    kind: keyof Sentences['kinds'];
    at: Date;
    received_at: Date;
    client_id: string;
  }[];
}

/** One case without its applicant: what, where, how far, and what was reported when. */
export function CasePage({ frame, found, department, events }: CaseProps): JSX.Element {
  const { lang } = frame;
  const t = sentences(lang).console.records;
  const { matter_code, matter_name, opened_at, promised_at } = found;
  return (
    <ConsolePage frame={frame} section="records" title={found.case_number}>
      <Facts>
        {matter_name && (
          <Fact name={t.matter}>
            {matter_name} {matter_code && <span class="hint">{matter_code}</span>}
          </Fact>
        )}
        {department && <Fact name={t.department}>{inWords(department, lang)}</Fact>}
        <Fact name={t.client}>{found.client_id}</Fact>
        <Fact name={t.state}>{caseState(lang, found.state)}</Fact>
        {opened_at && (
          <Fact name={t.opened}>
            <Moment at={opened_at} lang={lang} />
          </Fact>
        )}
        {promised_at && (
          <Fact name={t.promised}>
            <Moment at={promised_at} lang={lang} />
          </Fact>
        )}
        <Fact name={t.updated}>
          <Moment at={found.updated_at} lang={lang} />
        </Fact>
        {found.area_code && <Fact name={t.area}>{found.area_code}</Fact>}
        <Fact name={t.applicant}>{found.at_counter ? t.counter : t.by_account}</Fact>
      </Facts>
      <h2>{t.events}</h2>
      <Table
        frame={frame}
        caption={t.events}
        empty={t.events_none}
        columns={[t.kind, t.at, t.received, t.client].map((title) => ({ title, number: false }))}
        rows={events.map(({ kind, at, received_at, client_id }) => ({
          cells: [t.kinds[kind], momentWords(at, lang), momentWords(received_at, lang), client_id],
        }))}
      />
    </ConsolePage>
  );
}

export function caseState(lang: Lang, state: State | null): JSX.Element {
  const t = sentences(lang).console.records;
  if (state === null) return <StateWords kind="warning">{t.not_accepted}</StateWords>;
  return <StateWords kind={Number(state) === 3 ? 'ok' : 'waiting'}>{t.states[state]}</StateWords>;
}
