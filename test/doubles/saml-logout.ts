import { createSign, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import type { Came } from '../../src/sources/contract.ts';
import type { KeyWithCertificate } from './saml-keys.ts';
import { escaped } from './saml-response.ts';

const SAML = 'urn:oasis:names:tc:SAML:2.0';

/** What a provider says of a sign-out, and how. */
export interface LogoutSaid {
  what?: 'LogoutRequest' | 'LogoutResponse';
  name_id?: string;
  indexes?: string[];
  in_response_to?: string;
  destination: string;
  binding: 'redirect' | 'post';
  relay?: string;
  signs?: 'well' | 'foreign' | 'not' | 'sha1';
  issuer?: string;
  /** So many seconds ago. */
  ago?: number;
  id?: string;
  status?: string;
  /** The last word over the text, before it is signed or after. */
  edit?(xml: string): string;
  tamper?(xml: string): string;
}

interface Manner {
  issuer: string;
  now: Date;
  key: KeyWithCertificate;
  foreign(): KeyWithCertificate;
}

/** A LogoutRequest or LogoutResponse as it reaches us. */
export function logoutMessage(said: LogoutSaid, manner: Manner): Omit<Came, 'callback'> {
  const { what = 'LogoutRequest', binding, relay, signs = 'well' } = said;
  const name = what === 'LogoutRequest' ? 'SAMLRequest' : 'SAMLResponse';
  const key = signs === 'foreign' ? manner.foreign() : manner.key;
  const written = textOf(said, manner);
  const plain = said.edit?.(written) ?? written;
  const hash = signs === 'sha1' ? 'sha1' : 'sha256';
  if (binding === 'post') {
    const place = { reference: '/*/*[local-name(.)="Issuer"]', action: 'after' } as const;
    const signed =
      signs === 'not'
        ? plain
        : signXml(plain, '/*', place, {
            privateKey: key.key,
            publicCert: manner.key.certificate,
            signatureAlgorithm: hash,
            digestAlgorithm: hash,
          });
    const sent = said.tamper?.(signed) ?? signed;
    const params = { [name]: Buffer.from(sent).toString('base64') };
    return {
      method: 'POST',
      query: '',
      params: { ...params, ...(relay && { RelayState: relay }) },
    };
  }
  const parts = [`${name}=${encodeURIComponent(deflateRawSync(plain).toString('base64'))}`];
  if (relay) parts.push(`RelayState=${encodeURIComponent(relay)}`);
  if (signs !== 'not') {
    const algorithm =
      hash === 'sha1'
        ? 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
        : 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
    parts.push(`SigAlg=${encodeURIComponent(algorithm)}`);
    const signature = createSign(`RSA-${hash.toUpperCase()}`)
      .update(parts.join('&'))
      .sign(key.key, 'base64');
    parts.push(`Signature=${encodeURIComponent(signature)}`);
  }
  const query = said.tamper?.(parts.join('&')) ?? parts.join('&');
  return { method: 'GET', query, params: Object.fromEntries(new URLSearchParams(query)) };
}

function textOf(said: LogoutSaid, { issuer, now }: Manner): string {
  const { what = 'LogoutRequest', name_id, indexes = [], in_response_to, destination } = said;
  const at = new Date(now.getTime() - (said.ago ?? 0) * 1_000).toISOString();
  const id = said.id ?? `_${randomBytes(16).toString('hex')}`;
  const answers = in_response_to === undefined ? '' : ` InResponseTo="${in_response_to}"`;
  const code = `<samlp:StatusCode Value="${SAML}:status:${said.status ?? 'Success'}"/>`;
  return [
    `<samlp:${what} xmlns:samlp="${SAML}:protocol" xmlns:saml="${SAML}:assertion" ID="${id}"`,
    ` Version="2.0" IssueInstant="${at}" Destination="${escaped(destination)}"${answers}>`,
    `<saml:Issuer>${escaped(said.issuer ?? issuer)}</saml:Issuer>`,
    ...(what === 'LogoutResponse' ? [`<samlp:Status>${code}</samlp:Status>`] : []),
    ...(name_id === undefined ? [] : [`<saml:NameID>${escaped(name_id)}</saml:NameID>`]),
    ...indexes.map((index) => `<samlp:SessionIndex>${escaped(index)}</samlp:SessionIndex>`),
    `</samlp:${what}>`,
  ].join('');
}

/** What of ours came about a sign-out. */
export interface SamlSignOut {
  what: 'SAMLRequest' | 'SAMLResponse';
  xml: string;
  id: string;
  issuer: string;
  destination: string;
  in_response_to: string | undefined;
  name_id: string | undefined;
  index: string | undefined;
  relay: string | null;
  signed: boolean;
  byPost: boolean;
}

export function readSignOut(
  params: URLSearchParams,
  byPost: boolean,
): Omit<SamlSignOut, 'signed' | 'byPost'> {
  const what = params.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  const packed = Buffer.from(params.get(what) ?? '', 'base64');
  const xml = (byPost ? packed : inflateRawSync(packed)).toString();
  const at = (pattern: RegExp) => pattern.exec(xml)?.[1];
  return {
    ...{ what, xml, relay: params.get('RelayState') },
    id: at(/\sID="([^"]+)"/) ?? '',
    issuer: at(/<saml:Issuer>([^<]*)</) ?? '',
    destination: at(/\sDestination="([^"]+)"/) ?? '',
    in_response_to: at(/\sInResponseTo="([^"]+)"/),
    name_id: at(/<saml:NameID[^>]*>([^<]*)</),
    index: at(/<samlp:SessionIndex>([^<]*)</),
  };
}
