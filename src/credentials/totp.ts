import otplib from 'otplib';

/** Codes of an authenticator app (RFC 6238): 30 seconds, six digits, SHA-1, as every app takes them. */

const STEP = 30_000;

/** 160 random bits, base32 (RFC 4226 §4 R6). */
export const newSecret = (): string => otplib.authenticator.generateSecret(20);

/** What an app reads from the picture: `account` shows which one it is. */
export const appAddress = (account: string, secret: string): string =>
  otplib.authenticator.keyuri(account, '松花 Songhua', secret);

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
