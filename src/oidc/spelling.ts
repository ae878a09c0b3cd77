import { routes } from '../../config/oidc.ts';

/** OpenID Connect Discovery 1.0 §4. */
export const DISCOVERY = '/.well-known/openid-configuration';

const { end_session } = routes;
const addresses = [
  ...[...Object.values(routes), DISCOVERY],
  ...[`${end_session}/confirm`, `${end_session}/success`],
];
const spelt: ReadonlyMap<string, string> = new Map(
  addresses.map((path) => [path.toUpperCase(), path]),
);

/**
 * Whether an address may lead to an endpoint of the engine. The engine itself takes each in any case and
 * with a slash behind it (RFC 3986 §6.2.2.1 knows only scheme and host as such), and whatever stands around
 * it and goes by the address would not be there: limits, what is left out of an answer, who is told.
 */
export function isSpelt(path: string): boolean {
  if (path.endsWith('/')) return false;
  const known = spelt.get(path.toUpperCase());
  if (known !== undefined) return path === known;
  // A sign-in that goes on: what stands behind is its name.
  const [, first = ''] = path.split('/');
  return first === first.toLowerCase();
}
