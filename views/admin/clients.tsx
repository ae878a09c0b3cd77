import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { ClientLife, type ClientLifeProps } from './client-life.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Mark } from './inputs.tsx';
import { Fact, Facts, Table } from './table.tsx';

export interface ClientShown
  extends Pick<
    ClientLifeProps,
    'descriptions' | 'purpose' | 'matters' | 'contacts' | 'review_due_at' | 'ends_at'
  > {
  id: string;
  names: Words;
  department_names: Words;
  state: 'draft' | 'submitted' | 'approved' | 'live' | 'suspended' | 'retired';
  sector: string;
  scopes: string;
  level_floor: number;
  redirect_uris: readonly string[];
  post_logout_redirect_uris: readonly string[];
  home_uri: string | null;
  backchannel_logout_uri: string | null;
  notices_uri: string | null;
  networks: readonly string[];
  grant_types: readonly string[];
  id_token_alg: string;
  accepted_sources: readonly string[] | null;
  pkce_exempt_until: Date | null;
  pkce_exempt_reason: string | null;
  subscriptions: readonly string[];
  secrets: readonly { created_at: Date; expires_at: Date | null }[];
}

export interface ClientPageProps {
  frame: ConsoleFrame;
  client: ClientShown;
  life: Pick<ClientLifeProps, 'offered' | 'waiting' | 'change' | 'past' | 'ending' | 'late'>;
  /** All that a client may be approved for. */
  scopes: readonly string[];
  may_ask: boolean;
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
export function ClientPage({ frame, client, life, scopes, may_ask }: ClientPageProps): JSX.Element {
  const { lang } = frame;
  const t = sentences(lang).console.clients;
  const words: Record<string, string> = t.scopes;
  const held = new Set(client.scopes.split(' '));
  return (
    <ConsolePage frame={frame} section="clients" title={inWords(client.names, lang)}>
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
      <h2>{t.registration}</h2>
      <Registration frame={frame} client={client} />
    </ConsolePage>
  );
}

function Registration({ frame, client }: Pick<ClientPageProps, 'frame' | 'client'>): JSX.Element {
  const { lang } = frame;
  const t = sentences(lang).console.clients;
  const { none } = sentences(lang).site;
  return (
    <Facts>
      <Fact name={t.columns.sector}>{client.sector}</Fact>
      <Fact name={t.redirect_uris}>
        <Lines values={client.redirect_uris} none={none} />
      </Fact>
      <Fact name={t.post_logout_redirect_uris}>
        <Lines values={client.post_logout_redirect_uris} none={none} />
      </Fact>
      <Fact name={t.home_uri}>{client.home_uri ?? none}</Fact>
      <Fact name={t.backchannel_logout_uri}>{client.backchannel_logout_uri ?? none}</Fact>
      <Fact name={t.notices_uri}>{client.notices_uri ?? none}</Fact>
      <Fact name={t.subscriptions}>
        <Lines values={client.subscriptions} none={none} />
      </Fact>
      <Fact name={t.networks}>
        <Lines values={client.networks} none={none} />
      </Fact>
      <Fact name={t.grant_types}>
        <Lines values={client.grant_types} none={none} />
      </Fact>
      <Fact name={t.alg}>{client.id_token_alg}</Fact>
      {client.pkce_exempt_until && (
        <Fact name={t.pkce}>
          <Moment at={client.pkce_exempt_until} lang={lang} /> {client.pkce_exempt_reason}
        </Fact>
      )}
    </Facts>
  );
}

/** Each value on a line of its own: addresses are long. */
function Lines({ values, none }: { values: readonly string[]; none: string }): JSX.Element {
  if (values.length === 0) return <>{none}</>;
  return (
    <ul class="lines">
      {values.map((value) => (
        <li key={value}>{value}</li>
      ))}
    </ul>
  );
}
