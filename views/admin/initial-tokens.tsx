import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fact, Facts, Table } from './table.tsx';

/** How far a registration token reaches. */
export interface PolicyShown {
  scopes: readonly string[];
  profiles: readonly string[];
  auth_methods: readonly string[];
  grant_types: readonly string[];
  hosts: readonly string[];
  networks: readonly string[];
  sector: string | null;
  level_floor: number;
}

/** A policy line by line, as whoever decides on it reads it. */
export function policyLines(policy: PolicyShown, lang: Lang): { name: string; value: string }[] {
  const { tokens: t, clients } = sentences(lang).console;
  const profiles: Record<string, string> = t.profile_names;
  const scopes: Record<string, string> = clients.scopes;
  const level = sentences(lang).levels.short[policy.level_floor] ?? '';
  const lines = (values: readonly string[]) => (values.length > 0 ? values.join('\n') : t.none);
  return [
    { name: t.hosts, value: lines(policy.hosts) },
    {
      name: t.scopes,
      value: lines(policy.scopes.map((one) => `${scopes[one] ?? one} (${one})`)),
    },
    { name: t.profiles, value: lines(policy.profiles.map((one) => profiles[one] ?? one)) },
    { name: t.auth_methods, value: lines(policy.auth_methods) },
    { name: t.grant_types, value: lines(policy.grant_types) },
    { name: t.networks, value: lines(policy.networks) },
    { name: t.sector, value: policy.sector ?? t.own_sector },
    { name: t.level_floor, value: `${policy.level_floor} · ${level}` },
  ];
}

export interface TokenShown {
  policy: PolicyShown;
  uses: number;
  most_uses: number;
  granted_at: Date;
  expires_at: Date;
  standing: 'waiting' | 'good' | 'spent' | 'expired' | 'revoked';
}

interface TokenPageProps {
  frame: ConsoleFrame;
  /** This page's address; its acts lie below it. */
  href: string;
  department: Words | string;
}

/** One token: how far it reaches, what it registered, taking and revoking it. */
export function InitialTokenPage(
  props: TokenPageProps & {
    token: TokenShown;
    applications: readonly { client_id: string; registered_at: Date; ended_at: Date | null }[];
    may: { take: boolean; revoke: boolean };
  },
): JSX.Element {
  const { frame, href, department, token, applications, may } = props;
  const { lang } = frame;
  const t = sentences(lang).console.tokens;
  const { standing } = token;
  const over = standing === 'revoked';
  return (
    <ConsolePage
      frame={frame}
      section="clients"
      title={`${t.title} · ${inWords(department, lang)}`}
    >
      <Facts>
        <Fact name={t.standing}>{t.standings[standing]}</Fact>
        <Fact name={t.uses}>{t.used(token.uses, token.most_uses)}</Fact>
        <Fact name={t.granted}>
          <Moment at={token.granted_at} lang={lang} />
        </Fact>
        <Fact name={t.until}>
          <Moment at={token.expires_at} lang={lang} />
        </Fact>
        {policyLines(token.policy, lang).map(({ name, value }) => (
          <Fact key={name} name={name}>
            <ul class="lines">
              {value.split('\n').map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </Fact>
        ))}
      </Facts>
      {may.take && standing === 'waiting' && (
        <Act
          {...{ frame, id: 'take', action: `${href}/take` }}
          {...{ title: t.take, what: t.take_what, button: t.take }}
        />
      )}
      {may.revoke && !over && (
        <Act
          {...{ frame, id: 'revoke', action: `${href}/revoke`, danger: true }}
          {...{ title: t.revoke, what: t.revoke_what, button: t.revoke }}
        />
      )}
      <h2>{t.applications}</h2>
      <Table
        {...{ frame, caption: t.applications, empty: t.no_applications }}
        columns={[
          { title: t.client, number: false },
          { title: t.registered, number: false },
          { title: t.looked_after, number: false },
        ]}
        rows={applications.map(({ client_id, registered_at, ended_at }) => ({
          href: `/admin/clients/${client_id}`,
          cells: [
            client_id,
            <Moment key="registered" at={registered_at} lang={lang} />,
            ended_at ? t.no : t.yes,
          ],
        }))}
      />
    </ConsolePage>
  );
}

/** The secret of a token, on the answer to the form that took it, and never again. */
export function TakenTokenPage(props: TokenPageProps & { secret: string }): JSX.Element {
  const { frame, href, department, secret } = props;
  const t = sentences(frame.lang).console.tokens;
  const title = `${t.taken_title} · ${inWords(department, frame.lang)}`;
  return (
    <ConsolePage frame={frame} section="clients" title={title}>
      <p class="lead">{t.taken_lead}</p>
      <p class="card">
        <code>{secret}</code>
      </p>
      <p>
        <a class="button" href={href}>
          {t.back}
        </a>
      </p>
    </ConsolePage>
  );
}
