import { z } from 'zod';
import type { AppShown } from '../../views/clients/shown.ts';
import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as clients from '../clients/clients.ts';
import { FormFault } from './form-fault.ts';
import { checkAddresses, checkNetworks } from './lines.ts';

/**
 * A registration as a text that its developer takes from one portal to another (ADR 0044): what was
 * typed in the sandbox is not typed again. No secret, no person and no department is in it, and what
 * comes in is held to the rules of what is typed.
 */

const words = z.strictObject({ 'zh-CN': z.string(), ko: z.string(), en: z.string() });
const lines = z.array(z.string().max(1_000)).max(100);
const address = z.string().max(1_000).nullable();

const shape = z.strictObject({
  songhua_registration: z.literal(1),
  id: z.string().max(60),
  names: words,
  descriptions: words.nullable(),
  purpose: z.string().max(1_000).nullable(),
  matters: z.array(z.string().max(40)).max(500),
  application_type: z.enum(['web', 'native']),
  redirect_uris: lines,
  post_logout_redirect_uris: lines,
  backchannel_logout_uri: address,
  initiate_login_uri: address,
  home_uri: address,
  networks: lines,
  profile: z.enum(['standard', 'strict']),
  auth_method: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']),
  grant_types: z.array(z.enum(['authorization_code', 'refresh_token', 'client_credentials'])),
  id_token_alg: z.enum(['ES256', 'RS256']),
  level_floor: z.int().min(0).max(4),
  scopes: z.string().max(500),
  claims: z
    .array(
      z.strictObject({
        ...{ scope: z.string().max(60), basis: z.enum(['duty', 'consent']) },
        ...{ optional: z.boolean().optional(), law: z.string().max(500), purpose: words },
        kept_months: z.int().optional(),
      }),
    )
    .max(20),
  jwks_uri: address,
});

/** Accepted sources and keys stay: the departments of a sandbox are others, and so should keys be. */
export function carriedFrom(app: AppShown): string {
  const all = { songhua_registration: 1, ...app };
  const taken = Object.fromEntries(
    Object.keys(shape.shape).map((name) => [name, all[name as keyof typeof all]]),
  );
  return JSON.stringify({ ...taken, claims: app.claims.map(plainClaim) }, null, 2);
}

const plainClaim = ({
  scope,
  basis,
  optional,
  law,
  purpose,
  kept_months,
}: AppShown['claims'][0]) => ({
  ...{ scope, basis, law, purpose },
  ...(optional && { optional }),
  ...(kept_months && { kept_months }),
});

export type Carried = { id: string } & clients.Said & Pick<z.infer<typeof shape>, 'names'>;

/** Reads such a text. Throws a fault of the form with the field `carried`, or that of an address. */
export function readCarried(
  text: string,
  {
    lang,
    loopback,
    blocks,
  }: { lang: Lang; loopback: boolean; blocks?: readonly string[] | undefined },
): Carried {
  const { songhua_registration: _, ...read } = parsed(text, lang);
  checkAddresses(
    {
      application_type: read.application_type,
      redirect_uris: read.redirect_uris.join('\n'),
      post_logout_redirect_uris: read.post_logout_redirect_uris.join('\n'),
      ...(read.backchannel_logout_uri && { backchannel_logout_uri: read.backchannel_logout_uri }),
      ...(read.initiate_login_uri && { initiate_login_uri: read.initiate_login_uri }),
    },
    { lang, loopback },
  );
  if (blocks) checkNetworks({ networks: read.networks.join('\n') }, { lang, blocks });
  return { ...read, scopes: clients.scopesOf(read.scopes) } as Carried;
}

function parsed(text: string, lang: Lang): z.infer<typeof shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new FormFault('carried', sentences(lang).sandbox.carry.unreadable);
  }
}
