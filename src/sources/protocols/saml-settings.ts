import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isWeb, reach, web } from './reach-settings.ts';
import { going } from './sign-out-settings.ts';

const certificate = z
  .string()
  .max(10_000)
  .refine(isRsaCertificate, 'must be a certificate in PEM with an RSA key of 2048 bits or more');
const key = z
  .string()
  .max(20_000)
  .refine(isRsaKey, 'must be an RSA private key in PEM without a password, of 2048 bits or more');

/** The settings of one SAML 2.0 identity provider. Plain http is taken only on this machine, and only when allowed. */
export const samlSettings = z
  .strictObject({
    issuer: z.string().min(1).max(1024).describe('Its entity ID, as its metadata says it.'),
    metadata_url: web
      .optional()
      .describe('Where it publishes its metadata; read every hour. This or the text itself.'),
    metadata: z
      .string()
      .max(200_000)
      .optional()
      .describe('Its metadata as text, where it publishes none. Somebody must renew it by hand.'),
    metadata_certificate: certificate
      .optional()
      .describe('Whose signature its metadata must carry; without one, https vouches for it.'),
    entity_id: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Our entity ID there; the address of our metadata when it is not said.'),
    request_binding: z
      .enum(['redirect', 'post'])
      .default('redirect')
      .describe('How a request is sent: in the address, or in a form that the browser posts.'),
    signing_key: key
      .optional()
      .meta({ secret: true })
      .describe('Our key; with it every request is signed.'),
    signing_certificate: certificate.optional().describe('The certificate of our key.'),
    decryption_key: key
      .optional()
      .meta({ secret: true })
      .describe('Our key for assertions that it encrypts for us.'),
    decryption_certificate: certificate
      .optional()
      .describe('The certificate that it encrypts them with.'),
    require_encryption: z
      .boolean()
      .default(false)
      .describe('Assertions that are not encrypted are refused.'),
    signed: z
      .enum(['assertion', 'response', 'both'])
      .default('assertion')
      .describe('What must be signed. What is signed besides must hold too.'),
    allow_sha1: z
      .boolean()
      .default(false)
      .describe('Takes signatures over SHA-1, which can be forged with means that money buys.'),
    name_id: z
      .enum(['persistent', 'unspecified'])
      .default('persistent')
      .describe('Which kind of NameID is the account; a transient one never is.'),
    subject_attribute: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe(
        'The attribute that is the account, where its NameID is not: lasting, never given again.',
      ),
    comparison: z
      .enum(['exact', 'minimum'])
      .default('exact')
      .describe(
        'How the AuthnContext classes that are asked for compare to the one that is given.',
      ),
    sign_out: going,
    unsolicited: z
      .boolean()
      .default(false)
      .refine(
        (wanted) => !wanted,
        'not supported: an answer that nobody asked for is bound to no browser',
      )
      .describe(
        'Sign-in that begins there (IdP-initiated). Not supported: link to us with source_hint instead.',
      ),
    ...reach,
    origins: reach.origins.describe(
      'Origins of its sign-in page, and further ones that it redirects through.',
    ),
  })
  .superRefine((settings, context) => {
    const refuse = (field: keyof typeof settings, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const { metadata_url, metadata, allow_http } = settings;
    if ((metadata_url === undefined) === (metadata === undefined))
      refuse('metadata_url', 'either this or metadata');
    if (metadata_url && !isWeb(metadata_url, allow_http)) refuse('metadata_url', 'must be https');
    for (const use of ['signing', 'decryption'] as const) {
      const ours = settings[`${use}_key`];
      const shown = settings[`${use}_certificate`];
      if (ours && !shown) refuse(`${use}_certificate`, 'the key has a certificate too');
      if (!ours && shown) refuse(`${use}_key`, 'the certificate has a key too');
      if (ours && shown && !belong(ours, shown))
        refuse(`${use}_certificate`, 'must be that of the key');
    }
    if ((settings.sign_out ?? 'never') !== 'never' && !settings.signing_key)
      refuse('signing_key', 'a sign-out that goes on there must be signed');
    if (settings.require_encryption && !settings.decryption_key)
      refuse('decryption_key', 'nothing can be encrypted for us without one');
  });

export type SamlSettings = z.output<typeof samlSettings>;

/** Where the browser may be sent: what the settings say; a pasted text cannot change by itself. */
export function originsOf({ metadata_url, metadata, origins }: SamlSettings): string[] {
  const pasted = metadata?.matchAll(/\sLocation="(https?:\/\/[^"&]+)/g) ?? [];
  const all = [
    metadata_url ?? [],
    origins,
    [...pasted].map(([, location = '']) => location),
  ].flat();
  return [...new Set(all.filter((one) => URL.canParse(one)).map((one) => new URL(one).origin))];
}

/** SAML signatures here are RSA's, and 2048 bits the least that anybody should trust. */
export function isRsaCertificate(pem: string | Buffer): boolean {
  try {
    return isStrong(new X509Certificate(pem).publicKey);
  } catch {
    return false;
  }
}

function isRsaKey(pem: string): boolean {
  try {
    return isStrong(createPrivateKey(pem));
  } catch {
    return false;
  }
}

function belong(key: string, certificate: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

const isStrong = (key: ReturnType<typeof createPrivateKey>): boolean =>
  key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
