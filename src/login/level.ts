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

/** What a sign-in has shown first, before anything beside it. */
export interface First {
  amr: readonly string[];
  /** The reach of that alone. */
  reach: number;
  /** What the source said of this sign-in: nothing beside it lifts that (Never 3). */
  said?: number;
}

/** What both factors say together (RFC 8176); `mfa` where they are of two kinds. */
export function amrWith({ amr }: First, second: readonly string[]): string[] {
  const both = [...new Set([...amr, ...second])];
  return both.includes('mfa') || reachOf(kindKnown(amr, second)) < 3 ? both : [...both, 'mfa'];
}

/** How far a sign-in reaches with a second factor, as far as factors go. */
export const reachWith = ({ amr, reach, said = 4 }: First, second: readonly string[]): number =>
  Math.max(reach, Math.min(reachOf(kindKnown(amr, second)), said));

/** The same, where a factor that was bound in a weaker session lends no more than that. */
export const lentBy = (first: First, second: { amr: readonly string[]; bound_level: number }) =>
  Math.max(first.reach, Math.min(reachWith(first, second.amr), second.bound_level));

/** A source that does not say how it looked has seen something of its own: a factor beside ours. */
const kindKnown = (amr: readonly string[], second: readonly string[]) => [
  ...(amr.some((value) => factors[value]) ? amr : ['pwd']),
  ...second,
];

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
