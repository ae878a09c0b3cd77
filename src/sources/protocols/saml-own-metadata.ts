import { X509Certificate } from 'node:crypto';
import { type Written, writeXml } from './saml-library.ts';
import { entityOf, formatOf } from './saml-request.ts';
import type { SamlSettings } from './saml-settings.ts';
import { ns } from './saml-xml.ts';
import { signOutAddress } from './sign-out-settings.ts';

const BINDINGS = 'urn:oasis:names:tc:SAML:2.0:bindings:';

/**
 * Our metadata for one source (SAML Metadata §2.4.4), to be given to whoever runs it: where the answer
 * goes, with which certificates we sign and are encrypted for. It holds no secret.
 */
export function ownMetadata(settings: SamlSettings, callback: string): string {
  const { signing_certificate: signing, decryption_certificate: encryption } = settings;
  const format = formatOf(settings);
  const keys = [
    ...(signing ? [keyOf('signing', signing)] : []),
    ...(encryption ? [keyOf('encryption', encryption)] : []),
  ];
  return writeXml({
    'md:EntityDescriptor': {
      '@xmlns:md': ns.metadata,
      '@xmlns:ds': ns.signature,
      '@entityID': entityOf(settings, callback),
      'md:SPSSODescriptor': {
        '@AuthnRequestsSigned': String(signing !== undefined),
        '@WantAssertionsSigned': String(settings.signed !== 'response'),
        '@protocolSupportEnumeration': ns.protocol,
        ...(keys.length > 0 && { 'md:KeyDescriptor': keys }),
        // What we would answer there must be signed (Profiles §4.4.4.2).
        ...(signing && {
          'md:SingleLogoutService': ['HTTP-Redirect', 'HTTP-POST'].map((binding) => ({
            '@Binding': BINDINGS + binding,
            '@Location': signOutAddress(callback),
          })),
        }),
        ...(format && { 'md:NameIDFormat': format }),
        'md:AssertionConsumerService': {
          '@Binding': `${BINDINGS}HTTP-POST`,
          '@Location': callback,
          '@index': '0',
          '@isDefault': 'true',
        },
      },
    },
  });
}

function keyOf(use: 'signing' | 'encryption', pem: string): Written {
  const ways = ['http://www.w3.org/2009/xmlenc11#aes256-gcm', `${ns.encryption}aes256-cbc`];
  return {
    '@use': use,
    'ds:KeyInfo': {
      'ds:X509Data': { 'ds:X509Certificate': new X509Certificate(pem).raw.toString('base64') },
    },
    ...(use === 'encryption' && {
      'md:EncryptionMethod': [...ways, `${ns.encryption}rsa-oaep-mgf1p`].map((way) => ({
        '@Algorithm': way,
      })),
    }),
  };
}
