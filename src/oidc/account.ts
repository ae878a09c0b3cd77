import type { Account, KoaContextWithOIDC } from 'oidc-provider';
import { type Base, transaction } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { hold as holdFactor } from '../credentials/show-factor.ts';
import { Refusal } from '../errors.ts';
import { thisBrowser } from '../http/browser.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import * as masks from '../identities/masks.ts';
import * as sessions from '../sessions/sessions.ts';
import type { SignedIn } from '../sessions/signed-in.ts';
import * as sources from '../sources/sources.ts';
import { acrOf, levelOf } from './acr.ts';
import type { Beside, Standing } from './artefacts/contract.ts';
import { current } from './artefacts/unit-of-work.ts';
import { ofThePerson, onlyThese } from './asked-claims.ts';
import { asksConsent, coveredIn, cutGrant } from './covered.ts';
import { touchEvery } from './kiosks.ts';
import type { KnownClients } from './known-clients.ts';
import { needed } from './policy.ts';
import { needFloor } from './step-up.ts';
import { wayStands } from './way-stands.ts';

/** What of a code or token decides for whom it speaks. */
interface TokenSource {
  kind: string;
  clientId?: string;
  sessionUid?: string;
  expiresWithSession?: boolean;
  acr?: string;
  /** By which grant an access token was issued. */
  gty?: string;
}

/**
 * The engine's `findAccount`: the person behind a session, code or token, at the level that the
 * session may claim now. A code or refresh token that carries more than that speaks for nobody
 * (Never 3): its exchange is refused with invalid_grant and the client signs the person in again.
 */
export function findAccount(
  base: Base,
  { known, limits, issuer }: { known: KnownClients; limits: sessions.Limits; issuer: string },
) {
  return async (
    ctx: KoaContextWithOIDC,
    id: string,
    token?: unknown,
  ): Promise<Account | undefined> => {
    const work = current();
    const source = token as TokenSource | undefined;
    const uid = source ? source.sessionUid : ctx.oidc.session?.uid;
    if (uid === undefined) return undefined;
    if (!source) {
      if (ctx.oidc.client) work.speakFor(ctx.oidc.client.clientId);
      await startSession(base, ctx, uid, { limits, issuer });
    }

    const person = source?.kind === 'AccessToken' ? identities.claimsBeside(base, id) : undefined;
    const standing = await standingFor(known, ctx, uid, source, person);
    if (!standing || standing.identity_id !== id || standing.identity_state !== 'active')
      return undefined;
    const bound = source?.expiresWithSession || source?.kind === 'AuthorizationCode';
    if (standing.session_ended && (!source || bound)) return undefined;
    // What outlives its session does not outlive the way in that the session stood on.
    if (standing.session_ended && !(await wayStands(base, known, standing, source?.clientId)))
      return undefined;

    if (source) {
      if (source.acr !== undefined && levelOf(source.acr) > standing.level) return undefined;
      if (!standing.session_ended) work.touch(uid, touchEvery(source));
      const client = known.get(source.clientId ?? '');
      if (client) cutGrant(ctx.oidc?.entities.Grant, client, coveredIn(base, client, standing));
    } else if (ctx.oidc.session) remindSession(ctx.oidc.session, standing);
    return {
      accountId: id,
      // The id token says who and how (OpenID Connect Core §5.4); all else is asked for at userinfo.
      claims: async (use, scope, asked) => {
        const named = use === 'id_token' ? ofThePerson(asked) : undefined;
        if (named?.length === 0) return { sub: id };
        if (use === 'userinfo') needFloor(known, ctx, standing.level);
        const read = async () => person?.claims() ?? (await identities.claimsOf(base, id));
        const all = await claimsFor(base, known, ctx, standing, scope, read);
        return named ? onlyThese(all, named) : all;
      },
    };
  };
}

/** What the session remembers is copied to codes; it must not be more, or less, than now. */
function remindSession(
  session: { acr?: string | undefined; amr?: string[] | undefined },
  { level, amr }: Standing,
): void {
  if (session.acr !== acrOf(level)) session.acr = acrOf(level);
  if ((session.amr ?? []).join(' ') !== amr.join(' ')) session.amr = [...amr];
}

/**
 * What the session may claim. Where it may be a remembered one: an access token gives at once, so it
 * is read anew, with the person's claims in the same round trip; a code gives with the flush, which
 * makes sure; an authorisation only chooses the next step, and looks again before it asks for more.
 */
async function standingFor(
  known: KnownClients,
  ctx: KoaContextWithOIDC,
  uid: string,
  source: TokenSource | undefined,
  person: Beside | undefined,
): Promise<Standing | undefined> {
  const work = current();
  const client_id = source?.clientId;
  if (source && source.kind !== 'AuthorizationCode')
    return work.standingNow(uid, person, client_id);
  const standing = await work.standing(uid);
  if (!standing?.remembered) return standing;
  if (source) {
    // A consent is never remembered: it may have been withdrawn a moment ago.
    if (asksConsent(known.get(client_id ?? ''))) return work.standingNow(uid, person, client_id);
    work.mustStand(uid, levelOf(source.acr));
    return standing;
  }
  return standing.level < needed(known, ctx) ? work.standingNow(uid) : standing;
}

/** A sign-in that login has just finished begins the session of this browser, or raises the one there is. */
async function startSession(
  base: Base,
  ctx: KoaContextWithOIDC,
  uid: string,
  { limits, issuer }: { limits: sessions.Limits; issuer: string },
): Promise<void> {
  const signedIn = (ctx.oidc.result as { signed_in?: SignedIn } | undefined)?.signed_in;
  if (!signedIn) return;
  if (signedIn.browser !== thisBrowser(ctx, base.ring, issuer))
    throw new Refusal('login.other_browser');
  if (signedIn.only_in !== undefined && signedIn.only_in !== uid)
    throw new Refusal('login.expired');
  const work = current();
  const there = await work.standing(uid);
  await transaction(base, async (base) => {
    // Waits for a switch-off in progress, or makes that wait: it then ends this session too (Never 2).
    const { source_id, link_id } = signedIn;
    if (source_id !== undefined)
      await sources.holdLive(base, source_id, () => identities.accountOf(base, link_id));
    // Nor does a sign-in that was proved before staff stopped something go on after it.
    const held = await interventions.holdAsProved(base, signedIn);
    if (held !== 'holds')
      throw new Refusal(held === 'blocked' ? 'login.source_blocked' : 'login.expired');
    await holdCredential(base, signedIn);
    // Nor does one go on with a second factor that was taken away since it was shown.
    if (signedIn.second && !(await holdFactor(base, signedIn.second.factor_id)))
      throw new Refusal('login.expired');
    let session_id = there?.session_id;
    if (session_id) await sessions.raise(base, { uid, ...signedIn });
    else session_id = await sessions.start(base, { uid, ...signedIn }, limits);
    // What has ended at the source meanwhile does not begin here.
    if (!(await keepAtSource(base, session_id, signedIn, limits)))
      throw new Refusal('login.expired');
  }).catch((fault: { code?: string }) => {
    // Absorbed by another identity in this very moment: whoever signs in anew is that one.
    throw fault.code === '40001' ? new Refusal('login.expired') : fault;
  });
  work.forgetStanding(uid);
}

async function keepAtSource(
  base: Base,
  session_id: string,
  { source_id, source_session: at, at: proved_at }: SignedIn,
  { absolute }: sessions.Limits,
): Promise<boolean> {
  if (source_id === undefined || at === undefined) return true;
  const ends_at = new Date(base.clock.now().getTime() + absolute);
  return sessions.keepAtSource(base, {
    ...{ session_id, source_id, at, ends_at },
    proved_at: new Date(proved_at),
  });
}

/** A password that was changed since it was typed begins no session, however late the browser goes on. */
async function holdCredential(
  base: Base,
  { credential_id, stands_on }: Pick<SignedIn, 'credential_id' | 'stands_on'>,
): Promise<void> {
  if (credential_id === undefined) return;
  const checked = { credential_id, stands_on: stands_on ?? '' };
  if (!(await credentials.holdAsChecked(base, checked))) throw new Refusal('login.expired');
}

/**
 * The claims of one identity, cut to what the scope, the grant, the client's approval and
 * the person's consent cover, as the latter two stand now (Never 4). The release of an identification number is logged.
 */
async function claimsFor(
  base: Base,
  known: KnownClients,
  ctx: KoaContextWithOIDC,
  standing: Standing,
  scope: string,
  read: () => Promise<identities.Claims | undefined>,
): Promise<{ sub: string; [claim: string]: unknown }> {
  const sub = standing.identity_id;
  const client = known.get(ctx.oidc.client?.clientId ?? '');
  const covered = client ? coveredIn(base, client, standing) : new Set<string>();
  const granted = new Set(scope.split(' ').filter((one) => covered.has(one)));
  if (
    granted.size === 0 ||
    [...granted].every((one) => one === 'openid' || one === 'offline_access')
  ) {
    return { sub };
  }
  const person = await read();
  if (!person) return { sub };
  if (granted.has('idno') && person.id_no !== undefined) {
    current().events.push({
      kind: 'claims.released',
      actor: { kind: 'client', id: client?.id ?? '' },
      object: { kind: 'identity', id: sub },
      client_id: client?.id ?? '',
      session_id: standing.session_id,
      outcome: 'ok',
      detail: { scope: 'idno' },
    });
  }
  const { name } = person;
  return {
    sub,
    ...(granted.has('profile') && {
      ...(name !== undefined && { name: masks.maskName(name) }),
      updated_at: Math.floor(person.updated_at.getTime() / 1000),
      version: person.version,
    }),
    ...(granted.has('realname') && {
      name,
      alias: person.alias,
      gender: person.gender,
      birthdate: person.birthdate,
      real_name_level: Math.min(person.real_name_level, standing.level),
      real_name_at: person.real_name_at && Math.floor(person.real_name_at.getTime() / 1000),
    }),
    ...(granted.has('phone') && {
      phone_number: person.phone_number,
      phone_number_verified: person.phone_number_verified,
    }),
    ...(granted.has('idno') && { id_type: person.id_type, id_no: person.id_no }),
  };
}
