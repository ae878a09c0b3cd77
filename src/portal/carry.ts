import { z } from 'zod';
import type { AppShown } from '../../views/clients/shown.ts';
import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as clients from '../clients/clients.ts';
import { type Fault, faultsIn } from '../faults.ts';
import { FormFault } from './form-fault.ts';
import { faultsInAddresses, faultsInNetworks, type Rules } from './lines.ts';

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
        ...{ scope: z.string().max(60), basis: z.string() },
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

/** What such a text says, as far as it can be read, and everything in it that cannot stand. */
export interface Carried {
  said: clients.Said & { id?: string; names?: clients.Proposal['names'] };
  faults: Fault[];
}

/** Reads such a text. Throws a fault of the form with the field `carried` where it is none. */
export function readCarried(text: string, lang: Lang, rules: Rules): Carried {
  const given = parsed(text);
  if (given?.['songhua_registration'] !== 1)
    throw new FormFault('carried', sentences(lang).sandbox.carry.unreadable);
  const read = shape.safeParse(given);
  const misshapen = read.success
    ? []
    : faultsIn(read.error.issues, given).map((fault) => ofScope(fault, given));
  // The rest is looked at without them, so that all is said at once.
  const wrong = new Set(misshapen.map(({ field }) => field.split('.')[0]));
  const whole = Object.entries(given).filter(([name]) => !wrong.has(name));
  const { songhua_registration: _, ...said } = shape.partial().parse(Object.fromEntries(whole));
  const spoken = {
    ...said,
    ...(said.scopes !== undefined && { scopes: clients.scopesOf(said.scopes) }),
  } as Carried['said'];
  return {
    said: spoken,
    faults: [
      ...misshapen,
      ...faultsInAddresses(spoken, rules),
      ...faultsInNetworks(spoken.networks, rules),
    ],
  };
}

/** A claim is known by its scope, not by where it stands. */
function ofScope(fault: Fault, given: Record<string, unknown>): Fault {
  const { field, at, ...rest } = fault;
  const [first, ...part] = field.split('.');
  if (first !== 'claims' || at === undefined) return fault;
  const { scope } = ((given['claims'] as unknown[])[at] ?? {}) as { scope?: unknown };
  const known = clients.scopesKnown.has(String(scope)) ? String(scope) : `${at + 1}`;
  return { ...rest, field: ['claims', known, ...part].join('.') };
}

/** The JSON object of a text; undefined where it is none. */
export function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
