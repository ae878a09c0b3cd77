import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import * as challenges from './challenges.ts';
import { addFactor } from './factors.ts';
import * as store from './factors-store.ts';

/** Where passkeys are good: the host of the gateway's own address (WebAuthn Level 2 §5.1.2, RP ID). */
export interface Site {
  issuer: string;
}

const rpOf = ({ issuer }: Site) => ({
  id: new URL(issuer).hostname,
  origin: new URL(issuer).origin,
});

const TIMEOUT = 10 * 60_000;

type Transports = NonNullable<
  Parameters<typeof generateAuthenticationOptions>[0]['allowCredentials']
>[number]['transports'];

const known = (factors: readonly store.FactorRow[]) =>
  factors.flatMap(({ credential_id, transports }) =>
    credential_id ? [{ id: credential_id, transports: (transports ?? []) as Transports }] : [],
  );

/** What the browser is asked for with; undefined when the person has no passkey. */
export async function optionsToShow(base: Base, site: Site, staff_id: string) {
  const allowCredentials = known(await store.list(base.db, staff_id));
  if (allowCredentials.length === 0) return undefined;
  const options = await generateAuthenticationOptions({
    ...{ rpID: rpOf(site).id, allowCredentials, timeout: TIMEOUT, userVerification: 'required' },
  });
  await challenges.begin(base, 'passkey', { staff_id, token: options.challenge });
  return options;
}

/** The same for a new one. `address` is how the device lists it. */
export async function optionsToAdd(
  base: Base,
  site: Site,
  { staff_id, address }: { staff_id: string; address: string },
) {
  const options = await generateRegistrationOptions({
    ...{ rpName: '松花 Songhua', rpID: rpOf(site).id, userName: address, timeout: TIMEOUT },
    attestationType: 'none',
    excludeCredentials: known(await store.list(base.db, staff_id)),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
  });
  await challenges.begin(base, 'passkey', { staff_id, token: options.challenge });
  return options;
}

/**
 * Whether a browser's answer shows one of this person's passkeys, with the person verified; its
 * challenge is used up by it, whatever comes of it, and the signature counter moves on.
 */
export async function show(
  base: Base,
  site: Site,
  { staff_id, answer }: { staff_id: string; answer: string },
): Promise<boolean> {
  const response = parsed<AuthenticationResponseJSON>(answer);
  const factor = (await store.list(base.db, staff_id)).find(
    ({ credential_id }) => credential_id !== null && credential_id === response?.id,
  );
  if (!response || !factor?.credential_id || !factor.public_key) return false;
  const { id, origin } = rpOf(site);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (challenge) => challenges.usePasskeys(base, staff_id, challenge),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: factor.credential_id,
        publicKey: Buffer.from(factor.public_key, 'base64url'),
        counter: Number(factor.counter),
        transports: (factor.transports ?? []) as Transports,
      },
    });
    const { newCounter } = authenticationInfo;
    return verified && (await store.moveCounter(base.db, factor.id, newCounter, base.clock.now()));
  } catch (fault) {
    return notHis(fault);
  }
}

/** Adds the passkey of a browser's answer. Throws `staff.passkey_refused`. */
export async function add(
  base: Base,
  site: Site,
  { staff_id, answer, label }: { staff_id: string; answer: string; label?: string },
): Promise<void> {
  const response = parsed<RegistrationResponseJSON>(answer);
  const { id, origin } = rpOf(site);
  const refused = (cause?: unknown) => new Refusal('staff.passkey_refused', { cause });
  if (!response) throw refused();
  const { registrationInfo: made } = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) => challenges.usePasskeys(base, staff_id, challenge),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch((fault: unknown) => {
    notHis(fault);
    throw refused(fault);
  });
  if (!made) throw refused();
  const { credential } = made;
  await addFactor(base, {
    ...{ id: newId(base.clock), staff_id, kind: 'passkey', label },
    credential_id: credential.id,
    public_key: Buffer.from(credential.publicKey).toString('base64url'),
    counter: String(credential.counter),
    transports: response.response.transports ?? [],
  });
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
function notHis(fault: unknown): false {
  if (!(fault instanceof Error) || 'severity' in fault || 'routine' in fault) throw fault;
  return false;
}
