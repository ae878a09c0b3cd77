import { type Format, MalformedHash } from './contract.ts';
import { type Digest, digest, sizes } from './digest.ts';
import { base64In, isSame } from './encodings.ts';

const schemes: Readonly<Record<string, Digest>> = {
  MD5: 'md5',
  SMD5: 'md5',
  SHA: 'sha1',
  SSHA: 'sha1',
  SHA256: 'sha256',
  SSHA256: 'sha256',
  SHA512: 'sha512',
  SSHA512: 'sha512',
};

const form = /^\{([A-Z\d]+)\}(.+)$/i;

/** `userPassword` as directories keep it: {scheme} and the base64 of digest(password + salt), then salt. */
export const ldap: Format = {
  takes: ['charset'],
  read({ hash }) {
    const [, scheme = '', text = ''] = form.exec(hash) ?? [];
    const name = schemes[scheme.toUpperCase()];
    if (!name) throw new MalformedHash('it has no scheme of digests in braces');
    const bytes = base64In(text);
    const expected = bytes.subarray(0, sizes[name]);
    const salt = bytes.subarray(sizes[name]);
    const isSalted = /^S(?:MD5|SHA)/i.test(scheme);
    if (expected.length !== sizes[name] || salt.length > 0 !== isSalted)
      throw new MalformedHash('it has not the length of its scheme');
    return async ({ bytes }) => isSame(expected, digest(name, bytes, salt));
  },
  decoy: () => ({ hash: `{SSHA}${'A'.repeat(32)}` }),
};
