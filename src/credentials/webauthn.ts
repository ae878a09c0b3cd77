import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';

/**
 * Passkeys (WebAuthn Level 2) as such: what a browser is asked, and whether its answer holds. Whose
 * a passkey is, and that a challenge works once, is the caller's; citizens and staff share this file
 * and nothing else.
 */

/** Where passkeys are good: the host of the gateway's own address (WebAuthn Level 2 §5.1.2, RP ID). */
export interface Site {
  issuer: string;
}

/** A passkey as it is kept. */
export interface Kept {
  /** base64url, as the browser names it. */
  id: string;
  /** COSE, base64url. */
  public_key: string;
  counter: number;
  transports: readonly string[];
}

/** Uses up a challenge that was given out for this very answer; false when it was not, or was used. */
export type UseChallenge = (challenge: string) => boolean | Promise<boolean>;

/** Nobody is hurried: no limit under 10 minutes (PAGES). */
const TIMEOUT = 10 * 60_000;

const rpOf = ({ issuer }: Site) => ({
  id: new URL(issuer).hostname,
  origin: new URL(issuer).origin,
});

type Transports = NonNullable<
  Parameters<typeof generateAuthenticationOptions>[0]['allowCredentials']
>[number]['transports'];

const named = (known: readonly Pick<Kept, 'id' | 'transports'>[]) =>
  known.map(({ id, transports }) => ({ id, transports: transports as Transports }));

/** What a browser is asked for with. None named: any passkey that the device keeps for this site. */
export const optionsToShow = (
  site: Site,
  { known, challenge }: { known: readonly Pick<Kept, 'id' | 'transports'>[]; challenge?: string },
) =>
  generateAuthenticationOptions({
    ...challenged(challenge),
    ...{ rpID: rpOf(site).id, timeout: TIMEOUT, userVerification: 'required' },
    ...(known.length > 0 && { allowCredentials: named(known) }),
  });

/**
 * What a browser is asked for a new one. `account` is how the device lists it; `handle` the user
 * handle, which says nothing of the person (§14.6.1). `alone`: it is to sign somebody in by itself,
 * so the device has to keep it (a discoverable credential).
 */
export const optionsToAdd = (
  site: Site,
  wanted: {
    account: string;
    handle?: Uint8Array;
    known: readonly Pick<Kept, 'id' | 'transports'>[];
    alone: boolean;
    challenge?: string;
  },
) =>
  generateRegistrationOptions({
    ...challenged(wanted.challenge),
    ...{ rpName: '松花 Songhua', rpID: rpOf(site).id, userName: wanted.account, timeout: TIMEOUT },
    ...(wanted.handle && { userID: new Uint8Array(wanted.handle) }),
    attestationType: 'none',
    excludeCredentials: named(wanted.known),
    authenticatorSelection: {
      residentKey: wanted.alone ? 'required' : 'discouraged',
      userVerification: 'required',
    },
  });

/** A challenge of the caller's, base64url; otherwise the library makes one. */
const challenged = (challenge: string | undefined) =>
  challenge === undefined ? {} : { challenge: new Uint8Array(Buffer.from(challenge, 'base64url')) };

/** The name of the passkey that an answer says it is of; undefined for what is no answer. */
export const passkeyIn = (answer: string): string | undefined =>
  parsed<AuthenticationResponseJSON>(answer)?.id;

/** What an answer that holds says: the counter from now on, and whether the key may be on several devices. */
export interface Shown {
  counter: number;
  synced: boolean;
}

/**
 * Whether an answer shows this passkey, with the person verified. Its challenge is used up by it,
 * whatever comes of it. That the counter moves on is the store's to decide.
 */
export async function shown(
  site: Site,
  { answer, kept, use }: { answer: string; kept: Kept; use: UseChallenge },
): Promise<Shown | undefined> {
  const response = parsed<AuthenticationResponseJSON>(answer);
  if (!response || response.id !== kept.id) return undefined;
  const { id, origin } = rpOf(site);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: use,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: kept.id,
        publicKey: Buffer.from(kept.public_key, 'base64url'),
        counter: kept.counter,
        transports: [...kept.transports] as Transports,
      },
    });
    const { newCounter, credentialDeviceType } = authenticationInfo;
    if (!verified) return undefined;
    return { counter: newCounter, synced: credentialDeviceType === 'multiDevice' };
  } catch (fault) {
    return notHis(fault);
  }
}

/** The passkey of a browser's answer; undefined when it does not hold. */
export async function made(
  site: Site,
  { answer, use }: { answer: string; use: UseChallenge },
): Promise<Kept | undefined> {
  const response = parsed<RegistrationResponseJSON>(answer);
  if (!response) return undefined;
  const { id, origin } = rpOf(site);
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: use,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    });
    if (!registrationInfo) return undefined;
    const { credential } = registrationInfo;
    return {
      id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: response.response.transports ?? [],
    };
  } catch (fault) {
    return notHis(fault);
  }
}

function parsed<T extends { id: string }>(answer: string): T | undefined {
  try {
    const value = JSON.parse(answer) as T | null;
    return typeof value?.id === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The library throws on whatever does not hold; a fault of the database is none of that. */
function notHis(fault: unknown): undefined {
  if (!(fault instanceof Error) || 'severity' in fault || 'routine' in fault) throw fault;
  return undefined;
}
