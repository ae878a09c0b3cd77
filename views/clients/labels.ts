import { type Lang, langs, ownName } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { PointCode } from './shown.ts';

/** What a field of the portal's forms is called on its page; undefined for one that has no name there. */
export function labelOf(field: string, lang: Lang): string | undefined {
  const t = sentences(lang);
  const { about, contacts, addresses, protocol, data, more } = t.portal.groups;
  const { credentials, fresh, overview, acceptance, request, decoder, sign_in } = t.portal;
  const plain: Record<string, string> = {
    ...{ id: fresh.id, department: fresh.department, carried: t.sandbox.carry.paste },
    ...{ names: about.names, descriptions: about.descriptions, purpose: about.purpose },
    ...{ matters: about.matters, home_uri: about.home_uri },
    ...{ contacts: t.portal.app.parts.contacts, logo: t.portal.app.parts.logo },
    ...{ application_type: addresses.type, redirect_uris: addresses.redirect_uris },
    ...{ post_logout_redirect_uris: addresses.post_logout, networks: addresses.networks },
    ...{ backchannel_logout_uri: addresses.backchannel, initiate_login_uri: addresses.initiate },
    ...{ profile: protocol.profile, auth_method: protocol.method, id_token_alg: protocol.alg },
    ...{ grant_types: protocol.grants, level_floor: protocol.floor },
    accepted_sources: protocol.sources,
    ...{ sector: more.sector, scopes: request.scopes, claims: t.portal.app.parts.data },
    ...{ notices_uri: more.notices_uri, subscriptions: more.subscriptions },
    ...{ resources: more.resources, default_max_age: more.max_age },
    ...{ id_token_encrypted_alg: more.id_token, userinfo_signed_alg: more.userinfo_signed },
    ...{ userinfo_encrypted_alg: more.userinfo, jwks: credentials.jwks },
    id_token_encrypted_enc: t.faults.at(more.id_token, more.enc),
    userinfo_encrypted_enc: t.faults.at(more.userinfo, more.enc),
    ...{ jwks_uri: credentials.jwks_uri, earlier: credentials.earlier, report: overview.report },
    ...{ start: acceptance.start, inside: acceptance.inside, sign_out: acceptance.sign_out },
    ...{ switch: t.sandbox.failures.which, minutes: t.sandbox.failures.minutes },
    ...{ redirect_uri: request.redirect, token: decoder.token, address: sign_in.address },
  };
  const parts = field.split('.');
  const [first = '', second = '', third = ''] = parts;
  if (first === 'contacts' && second in contacts.roles && isContact(third))
    return `${contacts.roles[second as keyof typeof contacts.roles]} · ${contacts[third]}`;
  const point = t.acceptance.points[parts.slice(1).join('.') as PointCode];
  if (first === 'excuse') return overview.excuse(`${point?.[0] ?? second}`);
  const ofClaim = {
    ...{ basis: data.basis, optional: data.optional, law: data.law, purpose: data.purpose },
    kept_months: data.months,
  } as Record<string, string>;
  const claim = first === 'claims' ? parts.find((part) => part in ofClaim) : undefined;
  const whose = claim && second !== claim ? `${second} · ` : '';
  const label = claim ? `${whose}${ofClaim[claim]}` : plain[first];
  const spoken = langs.find((one) => one === parts.at(-1));
  return label && spoken ? `${label} · ${ownName[spoken]}` : label;
}

const isContact = (part: string): part is 'name' | 'phone' | 'mail' =>
  ['name', 'phone', 'mail'].includes(part);
