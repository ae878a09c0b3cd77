import { h } from 'preact';
import { z } from 'zod';
import { GroupPage } from '../../views/clients/groups.tsx';
import { type AppShown, type Group, groups } from '../../views/clients/shown.ts';
import * as clients from '../clients/clients.ts';
import type { Fault } from '../faults.ts';
import * as sources from '../sources/sources.ts';
import { appOf } from './apps.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { faultsInAddresses, faultsInNetworks, linesOf } from './lines.ts';
import { rulesOf } from './needs.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page, post } from './route.ts';

/** The questions about an application, a short form for each group of them. */

type Typed = Record<string, string | undefined>;

/** Nothing is said by an empty field: what stood there is taken away. */
const said = (text: string | undefined): string | null => text?.trim() || null;

/** What is said in three languages; null where nothing is said in any. */
function inThree(typed: Typed, name: string) {
  const [zh, ko, en] = ['zh-CN', 'ko', 'en'].map((lang) => typed[`${name}.${lang}`]?.trim() ?? '');
  if (!zh && !ko && !en) return null;
  return { 'zh-CN': zh ?? '', ko: ko ?? '', en: en ?? '' };
}

function contact(typed: Typed, role: string) {
  const of = (field: string) => typed[`contacts.${role}.${field}`]?.trim() ?? '';
  const found = { name: of('name'), phone: of('phone'), mail: of('mail') };
  return found.name || found.phone || found.mail ? found : undefined;
}

/** A department has a handful. */
const MOST_APPS = 200;

const nobody = { name: '', phone: '', mail: '' };

/** Every scope that may be asked for, but the one that all have. */
export const scopes = [...clients.scopesKnown].filter((scope) => scope !== 'openid');
const personal = (scope: string) => scope !== 'offline_access';

/** What each form says, from its fields. */
const read: Record<Group, (typed: Typed) => clients.Said> = {
  about: (typed) => ({
    names: inThree(typed, 'names') ?? { 'zh-CN': '', ko: '', en: '' },
    descriptions: inThree(typed, 'descriptions'),
    purpose: said(typed['purpose']),
    matters: linesOf(typed['matters']),
    home_uri: said(typed['home_uri']),
  }),
  contacts(typed) {
    const [responsible, technical] = [contact(typed, 'responsible'), contact(typed, 'technical')];
    const duty = contact(typed, 'duty');
    if (!responsible && !technical && !duty) return { contacts: null };
    const both = { responsible: responsible ?? nobody, technical: technical ?? nobody };
    return { contacts: { ...both, ...(duty && { duty }) } };
  },
  addresses(typed) {
    const application_type = typed['application_type'] === 'native' ? 'native' : 'web';
    return {
      application_type,
      redirect_uris: linesOf(typed['redirect_uris']),
      post_logout_redirect_uris: linesOf(typed['post_logout_redirect_uris']),
      backchannel_logout_uri: said(typed['backchannel_logout_uri']),
      initiate_login_uri: said(typed['initiate_login_uri']),
      networks: linesOf(typed['networks']),
    };
  },
  protocol(typed) {
    const accepted = Object.keys(typed).flatMap((name) => /^source\.(.+)$/.exec(name)?.[1] ?? []);
    return {
      profile: typed['profile'] as clients.Profile,
      auth_method: typed['auth_method'] as clients.AuthMethod,
      id_token_alg: typed['id_token_alg'] as 'ES256' | 'RS256',
      grant_types: [
        'authorization_code',
        ...(typed['refresh'] ? (['refresh_token'] as const) : []),
        ...(typed['machine'] ? (['client_credentials'] as const) : []),
      ],
      level_floor: Number(typed['level_floor']),
      accepted_sources: accepted.length > 0 ? accepted : null,
    };
  },
  more(typed) {
    const kinds = Object.keys(typed).flatMap(
      (name) => /^subscription\.(.+)$/.exec(name)?.[1] ?? [],
    );
    const age = said(typed['default_max_age']);
    const [id_token, userinfo] = [
      said(typed['id_token_encrypted_alg']),
      said(typed['userinfo_encrypted_alg']),
    ];
    return {
      notices_uri: said(typed['notices_uri']),
      subscriptions: kinds as clients.Said['subscriptions'] & object,
      resources: linesOf(typed['resources']),
      default_max_age: age === null ? null : Number(age),
      id_token_encrypted_alg: id_token as clients.Said['id_token_encrypted_alg'] & (string | null),
      // With what is not encrypted nothing is to be said of how.
      id_token_encrypted_enc: (id_token &&
        said(typed['id_token_encrypted_enc'])) as clients.Said['id_token_encrypted_enc'] &
        (string | null),
      userinfo_signed_alg: said(
        typed['userinfo_signed_alg'],
      ) as clients.Said['userinfo_signed_alg'] & (string | null),
      userinfo_encrypted_alg: userinfo as clients.Said['userinfo_encrypted_alg'] & (string | null),
      userinfo_encrypted_enc: (userinfo &&
        said(typed['userinfo_encrypted_enc'])) as clients.Said['userinfo_encrypted_enc'] &
        (string | null),
    };
  },
  data(typed) {
    const asked = scopes.filter((scope) => typed[`scope.${scope}`]);
    return {
      ...(typed['sector'] !== undefined && { sector: typed['sector'] }),
      scopes: clients.scopesOf(['openid', ...asked].join(' ')),
      claims: asked.filter(personal).map((scope) => {
        const of = (field: string) => typed[`claims.${scope}.${field}`]?.trim() ?? '';
        const months = of('kept_months');
        return {
          scope,
          basis: of('basis') === 'consent' ? 'consent' : 'duty',
          ...(of('optional') && { optional: true }),
          law: of('law'),
          purpose: inThree(typed, `claims.${scope}.purpose`) ?? { 'zh-CN': '', ko: '', en: '' },
          ...(months && { kept_months: Number(months) }),
        };
      }),
    };
  },
};

/**
 * The sectors that an application may be put in: its own, and those of its department's applications
 * within reach. In anybody else's it would know people by the numbers that these know them by.
 */
async function sectorsOf({ base, reach }: At, app: AppShown): Promise<string[]> {
  if (app.state !== 'draft') return [];
  const near = await clients.list(base, reach, { limit: MOST_APPS });
  const { department_id } = near.find(({ id }) => id === app.id) ?? {};
  const theirs = near.filter((one) => one.department_id === department_id);
  return [...new Set([app.id, ...theirs.map(({ sector }) => sector)])];
}

const show = (group: Group) => async (at: At) => {
  const { base, frame } = at;
  const app = await appOf(at);
  const listed = group === 'protocol' ? await sources.list(base) : [];
  answer(
    at,
    h(GroupPage, {
      ...{ frame, app, group, open: openParts(at) },
      sectors: group === 'data' ? await sectorsOf(at, app) : [],
      sources: listed.map(({ id, names }) => ({ id, names })),
      scopes: scopes.map((scope) => ({
        ...{ scope, personal: personal(scope), askable: clients.askable.has(scope) },
      })),
      may: app.state !== 'retired' && app.state !== 'submitted' && app.state !== 'approved',
    }),
  );
};

const save = (group: Group) => async (at: At, typed: Typed) => {
  const { base, params } = at;
  const said = read[group](typed);
  const id = params['id'] ?? '';
  const found = await faultsBeside(at, group, said);
  const { changed, asked } = await clients.change(base, id, said, actorOf(at), found);
  const came = asked.length > 0 ? 'asked' : changed.length > 0 ? 'saved' : 'nothing';
  done(at, `/clients/apps/${id}/${group}`, came);
};

/** What this portal does not take, besides what every registration is held to. */
async function faultsBeside(at: At, group: Group, said: clients.Said): Promise<Fault[]> {
  if (group === 'addresses') {
    const rules = rulesOf(at.needs);
    return [...faultsInAddresses(said, rules), ...faultsInNetworks(said.networks, rules)];
  }
  if (group !== 'data' || said.sector === undefined) return [];
  const sectors = await sectorsOf(at, await appOf(at));
  return sectors.includes(said.sector ?? '') ? [] : [{ field: 'sector', rule: 'sector_listed' }];
}

/** A form of any fields, each of them text: what may stand in them, the application's own rules say. */
const anything = z.record(z.string().regex(/^[\w.:-]{1,80}$/), z.string().max(20_000));

export const routes: readonly PortalRoute[] = groups.flatMap((group) => [
  page(`/clients/apps/:id/${group}`, show(group)),
  post(`/clients/apps/:id/${group}`, anything, save(group)),
]);
