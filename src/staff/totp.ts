import otplib from 'otplib';
import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import * as store from './factors-store.ts';

/** Codes of an authenticator app (RFC 6238): 30 seconds, six digits, SHA-1, as every app takes them. */

const STEP = 30_000;

const secretPlace = (row: string) => ({ table: 'staff_factors', column: 'secret_sealed', row });

/** 160 random bits, base32 (RFC 4226 §4 R6). */
export const newSecret = (): string => otplib.authenticator.generateSecret(20);

/** What an app reads from the picture: the address shows which account it is. */
export const appAddress = (address: string, secret: string): string =>
  otplib.authenticator.keyuri(address, '松花 Songhua', secret);

export const sealedSecret = (base: Base, factor_id: string, secret: string): string =>
  seal(base.ring, secretPlace(factor_id), secret);

/**
 * The time step that a code stands for, one before and one after the present among them; undefined
 * for a wrong code. Whether the step was used is the store's to say.
 */
export function stepOf(now: Date, secret: string, code: string): number | undefined {
  const digits = code.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return undefined;
  const epoch = now.getTime();
  const delta = otplib.authenticator.clone({ epoch, window: 1 }).checkDelta(digits, secret);
  return typeof delta === 'number' ? Math.floor(epoch / STEP) + delta : undefined;
}

/** The code of a secret at a time: for tests and the demo's printed help. */
export const codeAt = (now: Date, secret: string): string =>
  otplib.authenticator.clone({ epoch: now.getTime() }).generate(secret);

/** Takes a code of this factor, once; false when it is wrong or was used. */
export async function take(base: Base, factor: store.FactorRow, code: string): Promise<boolean> {
  if (!factor.secret_sealed) return false;
  const secret = open(base.ring, secretPlace(factor.id), factor.secret_sealed);
  const now = base.clock.now();
  const step = stepOf(now, secret, code);
  return step !== undefined && (await store.takeStep(base.db, factor.id, step, now));
}
