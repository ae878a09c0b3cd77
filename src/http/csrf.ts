import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { derive, type KeyRing } from '../crypto/ring.ts';
import { Refusal } from '../errors.ts';

/**
 * The form token of one interaction or session: a MAC over what its cookie stands for, so that it
 * fits no other browser and nothing has to be kept. `bound` names both, such as `signin:<uid>`.
 */
export function csrfToken(ring: KeyRing, bound: string): string {
  return ring.suite.mac(formTokenKey(ring), Buffer.from(bound)).toString('base64url');
}

/**
 * Refuses a post that was not made from a page of ours in the same browser. The token decides;
 * `Sec-Fetch-Site` and `Origin` stop foreign pages a second time. Our pages send no referrer, and
 * browsers then say `Origin: null` even to ourselves, so that `null` tells nothing.
 * @throws Refusal `http.form_expired`
 */
export function checkCsrf(
  ctx: Context,
  ring: KeyRing,
  expected: { bound: string; token: string | undefined; origin: string },
): void {
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  const foreign =
    site === 'cross-site' ||
    site === 'same-site' ||
    (origin !== '' && origin !== 'null' && origin !== expected.origin);
  if (foreign || !same(expected.token ?? '', csrfToken(ring, expected.bound))) {
    throw new Refusal('http.form_expired');
  }
}

function same(given: string, right: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

const keys = new WeakMap<KeyRing, Buffer>();

function formTokenKey(ring: KeyRing): Buffer {
  const known = keys.get(ring);
  if (known) return known;
  const key = derive(ring.formKey, 'form token');
  keys.set(ring, key);
  return key;
}
