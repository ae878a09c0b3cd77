/** The level of a sign-in as clients see it (OpenID Connect Core §2, `acr`): `urn:songhua:acr:<0..4>`. */
export const acrOf = (level: number): string => `urn:songhua:acr:${level}`;

/** 0 to 4; 0 for whatever is not ours, so that an unknown value never counts for anything. */
export function levelOf(acr: string | undefined): number {
  const level = /^urn:songhua:acr:([0-4])$/.exec(acr ?? '')?.[1];
  return level === undefined ? 0 : Number(level);
}

/** What `acr_values` asks for at least: the weakest of ours that it names; 0 when it names none. */
export function leastAsked(acrValues: string | undefined): number {
  const levels = (acrValues ?? '')
    .split(' ')
    .filter((acr) => /^urn:songhua:acr:[0-4]$/.test(acr))
    .map(levelOf);
  return levels.length === 0 ? 0 : Math.min(...levels);
}
