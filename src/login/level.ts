/**
 * How far the factors of a sign-in reach (DESIGN 4), from RFC 8176 values: a certificate or UKey 4;
 * two factors, or a user-verified passkey, 3; one factor 2.
 */
export function reachOf(amr: readonly string[]): number {
  if (amr.includes('sc')) return 4;
  if (amr.includes('mfa')) return 3;
  const kinds = new Set(amr.flatMap((value) => factors[value] ?? []));
  return kinds.size >= 2 ? 3 : 2;
}

/** Two passwords are one factor: what counts is knowing, having, being. */
const factors: Partial<Record<string, 'known' | 'had' | 'been'>> = {
  pwd: 'known',
  pin: 'known',
  kba: 'known',
  otp: 'had',
  sms: 'had',
  tel: 'had',
  hwk: 'had',
  swk: 'had',
  pop: 'had',
  face: 'been',
  fpt: 'been',
  iris: 'been',
  retina: 'been',
  vbm: 'been',
};
