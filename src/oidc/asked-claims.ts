/**
 * The `claims` parameter (OpenID Connect Core §5.5). It asks for more exactly what a scope asks for
 * whole: which claims go into the id token, and at which level the person must have signed in. It
 * never reaches beyond the scopes of the request and the approval of its client (Never 4).
 */
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { acrValues, claims as byScope } from '../../config/oidc.ts';

interface Asked {
  essential?: unknown;
  value?: unknown;
  values?: unknown;
}

export type AskedClaims = Partial<
  Record<'id_token' | 'userinfo', Record<string, Asked | null | undefined>>
>;

/** Which scopes cover a claim about the person. */
const covering = new Map<string, string[]>();
for (const [scope, names] of Object.entries(byScope)) {
  if (scope === 'openid') continue;
  for (const name of names ?? []) covering.set(name, [...(covering.get(name) ?? []), scope]);
}

/**
 * The engine's `assertClaimsParameter`. @throws InvalidRequest for what cannot be read, and
 * UnmetAuthenticationRequirements when an essential acr is none that we know (OpenID Connect Core
 * Error Code unmet_authentication_requirements 1.0 §3)
 */
export async function checkAskedClaims(
  _ctx: KoaContextWithOIDC,
  asked: AskedClaims,
): Promise<void> {
  for (const container of ['userinfo', 'id_token'] as const)
    for (const one of Object.values(asked[container] ?? {}))
      if (one !== null && (typeof one !== 'object' || Array.isArray(one)))
        throw new errors.InvalidRequest(`claims.${container} members must be null or objects`);
  const acr = asked.id_token?.['acr'];
  if (!acr) return;
  if (acr.values !== undefined && !Array.isArray(acr.values))
    throw new errors.InvalidRequest('claims.id_token.acr.values must be an array');
  const wanted = wantedAcr(acr);
  if (acr.essential === true && wanted.length > 0 && !wanted.some(isOurs))
    throw new errors.UnmetAuthenticationRequirements('no such acr can be reached here');
}

/** The acr values that an authorisation asks for by `claims`, essential or not, as `acr_values` would. */
export const askedAcr = (ctx: KoaContextWithOIDC): string =>
  wantedAcr((ctx.oidc.claims as AskedClaims | undefined)?.id_token?.['acr']).join(' ');

/** Whether the client cannot use an answer below what it asks for. */
export const acrIsEssential = (ctx: KoaContextWithOIDC): boolean =>
  (ctx.oidc.claims as AskedClaims | undefined)?.id_token?.['acr']?.essential === true;

const wantedAcr = (acr: Asked | null | undefined): string[] =>
  [acr?.value, ...(Array.isArray(acr?.values) ? acr.values : [])].filter(
    (one) => typeof one === 'string',
  );

const isOurs = (acr: string): boolean => acrValues.includes(acr);

/** The claims about the person that are asked for and that one of these scopes covers. */
export function claimsWithin(
  asked: AskedClaims | undefined,
  scopes: ReadonlySet<string>,
): string[] {
  const names = [...Object.keys(asked?.id_token ?? {}), ...Object.keys(asked?.userinfo ?? {})];
  return [...new Set(names)].filter((name) => covering.get(name)?.some((one) => scopes.has(one)));
}

/** Of what an id token is asked to have, the claims about the person; none for most. */
export const ofThePerson = (asked: object | undefined): string[] =>
  Object.keys(asked ?? {}).filter((name) => covering.has(name));

export const onlyThese = <All extends { sub: string; [claim: string]: unknown }>(
  all: All,
  names: readonly string[],
) => ({
  ...Object.fromEntries(names.flatMap((name) => (name in all ? [[name, all[name]]] : []))),
  sub: all.sub,
});
