import type { ClaimShown, Done, Registered } from '../../views/admin/client-registration.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords, type Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { search } from '../audit/search.ts';
import * as clients from '../clients/clients.ts';
import type { At } from './at.ts';
import { kindWords, party } from './event-words.ts';

/** What the page of a client shows of its registration, of the grounds of it, and of what was done. */

type Client = NonNullable<Awaited<ReturnType<typeof clients.read>>>;

/** In the order in which the page says them; what stands above on the page is not said again. */
const listed = [
  'sector',
  'profile',
  'auth_method',
  'application_type',
  'grant_types',
  'redirect_uris',
  'post_logout_redirect_uris',
  'home_uri',
  'initiate_login_uri',
  'backchannel_logout_uri',
  'notices_uri',
  'subscriptions',
  'networks',
  'resources',
  'jwks',
  'jwks_uri',
  'id_token_alg',
  'id_token_encrypted_alg',
  'id_token_encrypted_enc',
  'userinfo_signed_alg',
  'userinfo_encrypted_alg',
  'userinfo_encrypted_enc',
  'request_object_alg',
  'default_max_age',
  'require_auth_time',
] as const satisfies readonly clients.Field[];

/** Every field of the registration that says how it speaks and where, each value a line. */
export function registeredOf(client: Client, lang: Lang): Registered[] {
  const { life } = sentences(lang).console.clients;
  const t = sentences(lang).applications.staff;
  const may = client.profile === 'strict' ? t.required : t.possible;
  const exempt = client.pkce_exempt_until;
  return [
    ...listed.map((field) => ({
      label: life.fields[field],
      lines: linesOf(client[field], t),
    })),
    { label: t.par, lines: [may] },
    { label: t.dpop, lines: [may] },
    { label: t.device, lines: [client.grant_types.includes(clients.deviceGrant) ? t.yes : t.no] },
    ...(exempt
      ? [
          {
            label: life.fields.pkce_exempt,
            lines: [momentWords(exempt, lang), client.pkce_exempt_reason ?? ''],
          },
        ]
      : []),
  ];
}

function linesOf(value: unknown, t: { yes: string; no: string }): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'boolean') return [value ? t.yes : t.no];
  if (Array.isArray(value)) return value.map(String);
  // Of keys what tells them apart: the rest is long, and nobody reads it.
  if (typeof value === 'object' && 'keys' in value)
    return (value as clients.KeySet).keys.map((key) =>
      [key.kid, key.kty, key.alg ?? key.use].filter(Boolean).join(' · '),
    );
  return [String(value)];
}

/** On what each scope rests, by which law, for what, and for how long it is kept. */
export async function claimsOf({ base, frame }: At, client_id: string): Promise<ClaimShown[]> {
  const { lang } = frame;
  const t = sentences(lang).applications.staff;
  const scopes: Record<string, string> = sentences(lang).console.clients.scopes;
  const found = await clients.claimsOf(base, client_id);
  return found.map(({ scope, basis, optional, law, purpose, kept_months }) => ({
    scope: scopes[scope] ?? scope,
    basis: t.bases[basis === 'consent' && optional ? 'optional' : basis],
    law,
    purpose: inWords(purpose, lang),
    period: kept_months === undefined ? t.by_law : t.months(String(kept_months)),
  }));
}

const HISTORY = 20;

/** What was done with it, the latest first: by whom in a word, since names are for who reads the trail. */
export async function doneWith(at: At, client_id: string): Promise<Done[]> {
  const { base, frame } = at;
  const { lang } = frame;
  const { events } = await search(base, { object_id: client_id }, { limit: HISTORY });
  const about = events.filter(({ object_kind }) => object_kind === 'client');
  return about.map(({ kind, actor_kind, at: when, detail }) => ({
    what: kindWords(kind, lang),
    who: party(at, actor_kind, null),
    at: new Date(when),
    detail: detailOf(detail, lang),
  }));
}

/** Fields, scopes and mails by their names; a day, and how many, in words. */
function detailOf(detail: Readonly<Record<string, unknown>>, lang: Lang): string {
  const t = sentences(lang).console.clients;
  const [fields, scopes]: Record<string, string>[] = [t.life.fields, t.scopes];
  const named = (text: unknown, words: Record<string, string> = {}) =>
    String(text)
      .split(' ')
      .map((one) => words[one] ?? one)
      .join(' · ');
  if (typeof detail['fields'] === 'string') return named(detail['fields'], fields);
  if (typeof detail['scopes'] === 'string') return named(detail['scopes'], scopes);
  if (typeof detail['ends_at'] === 'string') return momentWords(new Date(detail['ends_at']), lang);
  const { staff } = sentences(lang).applications;
  const mails: Record<string, string> = sentences(lang).console.outside.messages;
  const { rows, days, what } = detail;
  if (typeof what === 'string') return mails[`client_${what}`] ?? what;
  if (typeof rows === 'number') return staff.rows(String(rows));
  if (typeof days !== 'number') return '';
  return days < 0 ? staff.days_over(String(-days)) : staff.days_left(String(days));
}
