import type { NamedClient } from './needs.ts';

/**
 * Where a link to an application leads: to where it begins a sign-in by itself (OpenID Connect Core §4),
 * so that whoever follows it is signed in there; to its first page where it has no such address.
 */
export function wayTo(
  { initiate_login_uri, home_uri }: Pick<NamedClient, 'initiate_login_uri' | 'home_uri'>,
  issuer: string,
): string | undefined {
  if (!initiate_login_uri) return home_uri ?? undefined;
  const address = new URL(initiate_login_uri);
  address.searchParams.set('iss', issuer);
  if (home_uri) address.searchParams.set('target_link_uri', home_uri);
  return address.href;
}
