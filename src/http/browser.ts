import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { keyedHash } from '../crypto/hash.ts';
import type { KeyRing } from '../crypto/ring.ts';

/**
 * A keyed hash of what tells this browser from others, as long as its window is open; the cookie is
 * set where it is missing. A sign-in is bound to it: the cookies of one sign-in have a path, so they
 * cannot be `__Host-`, and any neighbour under the same domain could plant its own in a citizen's
 * browser, who would then go on signed in as somebody else. Nothing about the person is in it.
 */
export function thisBrowser(ctx: Context, ring: KeyRing, issuer: string): string {
  const { protocol, port } = new URL(issuer);
  const https = protocol === 'https:';
  const name = https ? '__Host-songhua-browser' : `songhua-browser-${port || '80'}`;
  let value = ctx.cookies.get(name) ?? '';
  if (!/^[\w-]{43}$/.test(value)) {
    value = randomBytes(32).toString('base64url');
    const secure = https ? '; Secure' : '';
    ctx.append('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  }
  return keyedHash(ring, 'artefact', `browser ${value}`);
}
