import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { Picture } from '../components/picture.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { ClientLife, type ClientLifeProps } from './client-life.tsx';
import {
  type ClaimShown,
  ClientRegistration,
  type Done,
  Lines,
  type Registered,
} from './client-registration.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Mark } from './inputs.tsx';
import { Fact, Facts, Table } from './table.tsx';

export interface ClientShown
  extends Pick<
    ClientLifeProps,
    'descriptions' | 'purpose' | 'matters' | 'contacts' | 'review_due_at' | 'ends_at'
  > {
  id: string;
  /** Digest of its picture. */
  logo: string | null;
  names: Words;
  department_names: Words;
  state: 'draft' | 'submitted' | 'approved' | 'live' | 'suspended' | 'retired';
  scopes: string;
  level_floor: number;
  grant_types: readonly string[];
  accepted_sources: readonly string[] | null;
  secrets: readonly { created_at: Date; expires_at: Date | null }[];
}

export interface ClientPageProps {
  frame: ConsoleFrame;
  client: ClientShown;
  life: Pick<ClientLifeProps, 'offered' | 'waiting' | 'change' | 'past' | 'ending' | 'review'>;
  /** All that a client may be approved for. */
  scopes: readonly string[];
  may_ask: boolean;
  shown: {
    registered: readonly Registered[];
    claims: readonly ClaimShown[];
    history: readonly Done[];
  };
}

const kindOf = {
  draft: 'waiting',
  submitted: 'waiting',
  approved: 'waiting',
  live: 'ok',
  suspended: 'failed',
  retired: 'failed',
} as const satisfies Record<ClientShown['state'], string>;

export const clientState = (state: ClientShown['state'], lang: Lang): JSX.Element => (
  <StateWords kind={kindOf[state]}>{sentences(lang).console.clients.states[state]}</StateWords>
);

/** One client: how it is registered, how old its secrets are, and what may be asked for. */
export function ClientPage(props: ClientPageProps): JSX.Element {
  const { frame, client, life, scopes, may_ask, shown } = props;
  const { lang } = frame;
  const t = sentences(lang).console.clients;
  const words: Record<string, string> = t.scopes;
  const held = new Set(client.scopes.split(' '));
  return (
    <ConsolePage frame={frame} section="clients" title={inWords(client.names, lang)}>
      {client.logo && (
        <Picture
          digest={client.logo}
          alt={sentences(lang).applications.logo.alt(inWords(client.names, lang))}
        />
      )}
      <Facts>
        <Fact name={t.columns.id}>{client.id}</Fact>
        <Fact name={t.columns.department}>{inWords(client.department_names, lang)}</Fact>
        <Fact name={t.columns.state}>{clientState(client.state, lang)}</Fact>
        <Fact name={t.columns.scopes}>
          <Lines values={[...held].map((one) => words[one] ?? one)} none="" />
        </Fact>
        <Fact name={t.columns.floor}>
          {`${client.level_floor} · ${sentences(lang).levels.short[client.level_floor] ?? ''}`}
        </Fact>
        <Fact name={t.sources}>
          <Lines values={client.accepted_sources ?? [t.all_sources]} none={t.all_sources} />
        </Fact>
      </Facts>
      {client.grant_types.some((type) => type.endsWith('device_code')) && (
        <p>
          <a href={`/admin/clients/${client.id}/machines`}>
            {sentences(lang).console.machines.link}
          </a>
        </p>
      )}
      {may_ask && client.state === 'live' && (
        <Act
          frame={frame}
          id="scopes"
          action={`/admin/clients/${client.id}/scopes`}
          title={t.ask}
          what={t.ask_what}
          button={t.ask}
          reason
        >
          <fieldset>
            <legend>{t.ask_legend}</legend>
            {scopes.map((one) => (
              <div class="choice" key={one}>
                <Mark
                  id={`scope-${one}`}
                  type="checkbox"
                  name={`scope.${one}`}
                  value="yes"
                  marked={held.has(one)}
                />
                <label for={`scope-${one}`}>{`${words[one] ?? one} (${one})`}</label>
              </div>
            ))}
          </fieldset>
        </Act>
      )}
      <ClientLife frame={frame} {...client} {...life} />
      <h2>{t.secrets}</h2>
      <Table
        frame={frame}
        caption={t.secrets}
        empty={t.no_secrets}
        columns={[
          { title: t.secret_columns.made, number: false },
          { title: t.secret_columns.until, number: false },
        ]}
        rows={client.secrets.map(({ created_at, expires_at }) => ({
          cells: [
            <Moment key="made" at={created_at} lang={lang} />,
            expires_at ? <Moment key="until" at={expires_at} lang={lang} /> : t.no_end,
          ],
        }))}
      />
      <ClientRegistration frame={frame} {...shown} />
    </ConsolePage>
  );
}
