import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Suite } from './suite.ts';

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM (NIST SP 800-38D), HMAC-SHA-256 (RFC 2104), AES-256 on a single block. */
export const international: Suite = {
  name: 'i1',
  seal(key, plain, bound) {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  open(key, sealed, bound) {
    if (sealed.length < NONCE + TAG) throw new RangeError('a sealed value is too short');
    const tagAt = sealed.length - TAG;
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), {
      authTagLength: TAG,
    })
      .setAAD(bound)
      .setAuthTag(sealed.subarray(tagAt));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, tagAt)), decipher.final()]);
  },
  mac: (key, data) => createHmac('sha256', key).update(data).digest(),
  encipherBlock(key, block) {
    // One block of a permutation, no chaining and no padding: that is what a subject is (DESIGN 1.1).
    return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
  },
  decipherBlock(key, block) {
    return createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
  },
};
