import { createHash } from 'node:crypto';
import type * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as changesStore from './changes-store.ts';
import { type Changed, change, held } from './drafting.ts';
import * as store from './logos-store.ts';
import { type PictureFault, readPicture } from './picture.ts';

/**
 * The picture of a client. A registration names it by the digest of its bytes, so that what two people
 * decided on is what is shown; the bytes stand beside it, written by nothing but this.
 */

/**
 * Makes a picture the client's, or asks staff for it where they decide about its name; or says what is
 * wrong with it. null takes the picture away. Throws what `change` throws.
 */
export function setLogo(
  base: Base,
  id: string,
  bytes: Buffer | null,
  actor: audit.AuditEvent['actor'],
): Promise<Changed | PictureFault> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const png = bytes && readPicture(bytes);
    if (typeof png === 'string') return png;
    const digest = png && createHash('sha256').update(png).digest('hex');
    if (png && digest) await store.keep(base, { client_id: id, digest, png });
    const changed = await change(base, id, { logo: digest }, actor);
    const open = await changesStore.open(base, id);
    const kept = [digest, row.logo, open?.body.logo].filter((one) => typeof one === 'string');
    await store.prune(base, id, kept);
    return changed;
  });
}

/** The bytes of a picture, by their digest; undefined when there is none. */
export const logoOf = (base: Base, digest: string): Promise<Buffer | undefined> =>
  /^[0-9a-f]{64}$/.test(digest) ? store.byDigest(base, digest) : Promise.resolve(undefined);
