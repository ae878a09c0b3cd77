/** What is known of a session in which somebody wants to change second factors. */
export interface Changing {
  /** Of the session. */
  level: number;
  /** Milliseconds since its person last proved who they are. */
  proved_ago: number;
  /** Milliseconds since a second factor was last shown in it, and what that one is bound at. */
  shown?: { ago: number; id: string; bound_level: number };
}

/** A quarter of an hour. */
const FRESH = 15 * 60_000;

/** Whether its person proved themselves so lately that it counts as them. */
export const isFresh = (proved_ago: number): boolean => proved_ago <= FRESH;

/**
 * Whether it may be done here, and otherwise what is asked first: `sign_in` anew, or a `factor`. Who
 * has factors already shows one that counts as much, or is signed in more strongly than all of them
 * were bound: so that neither a stolen password adds or removes one, nor a factor that a thief added
 * in a weak session holds out its owner. Pure; `concerned` are the factors that are to be changed, or
 * all of them where one is added.
 */
export function asksFirst(
  { level, proved_ago, shown }: Changing,
  concerned: readonly { id: string; bound_level: number }[],
): 'sign_in' | 'factor' | undefined {
  const bound = Math.max(0, ...concerned.map(({ bound_level }) => bound_level));
  const fresh = shown !== undefined && shown.ago <= FRESH;
  const its = concerned.length === 1 && concerned[0]?.id === shown?.id;
  if (fresh && (its || shown.bound_level >= bound)) return undefined;
  if (!isFresh(proved_ago)) return 'sign_in';
  return concerned.length === 0 || level > bound ? undefined : 'factor';
}
