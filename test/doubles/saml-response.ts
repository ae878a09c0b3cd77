import {
  constants,
  createCipheriv,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import type { KeyWithCertificate } from './saml-keys.ts';
import type { Misdeeds } from './saml-misdeeds.ts';
import { wrapped } from './saml-wrapping.ts';

const SAML = 'urn:oasis:names:tc:SAML:2.0';
const XENC = 'http://www.w3.org/2001/04/xmlenc#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** What the answer is to. */
export interface Request {
  id: string;
  issuer: string;
  consumer: string;
  force: boolean;
  classes: string[];
  comparison: string | undefined;
  name_id_format: string | undefined;
  signed: boolean;
}

export interface Holder {
  name_id: string;
  acr: string;
  attributes: Record<string, unknown>;
}

export interface Manner {
  issuer: string;
  now: Date;
  key: KeyWithCertificate;
  foreign: KeyWithCertificate;
  signs: 'assertion' | 'response' | 'both';
  encrypts_for?: string | undefined;
  encryption: 'aes128-cbc' | 'aes256-gcm';
  misdeeds: Misdeeds;
}

/** A whole `samlp:Response` to a request, about a holder, as this provider makes it today. */
export function respond(request: Request, holder: Holder, manner: Manner): string {
  const { misdeeds } = manner;
  if (misdeeds.cancel) return statusOnly(request, manner, 'Responder', 'AuthnFailed');
  if (misdeeds.status) return statusOnly(request, manner, 'Responder', misdeeds.status);
  let assertion = signed(assertionAbout(request, holder, manner), 'Assertion', manner);
  const other = { ...holder, name_id: 'somebody-else', attributes: { name: '李他人' } };
  if (misdeeds.wrapping !== undefined) {
    const forged = assertionAbout(request, other, manner);
    const parts = {
      assertion,
      forged,
      around: (inside: string) => around(request, manner, inside),
    };
    return wrapped(misdeeds.wrapping as number, parts);
  }
  if (misdeeds.twoAssertions)
    assertion += signed(assertionAbout(request, other, manner), 'Assertion', manner);
  if (manner.encrypts_for) assertion = encrypted(assertion, manner.encrypts_for, manner.encryption);
  const response = signed(around(request, manner, assertion), 'Response', manner);
  const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>';
  const sent = misdeeds.entities
    ? doctype + response.replace(/(<saml:AttributeValue>)/, '$1&e;')
    : response;
  return misdeeds.tamper?.(sent) ?? sent;
}

function assertionAbout(
  request: Request,
  { name_id, acr, attributes }: Holder,
  manner: Manner,
): string {
  const { misdeeds, issuer } = manner;
  const now = manner.now.getTime() + (misdeeds.clockOff ?? 0) * 1000;
  const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
  const format = misdeeds.nameIdFormat ?? `${SAML}:nameid-format:persistent`;
  const answers = answersTo(request, misdeeds);
  const audience = misdeeds.wrongAudience ? 'https://somebody-else.test' : request.issuer;
  const xml = [
    `<saml:Assertion xmlns:saml="${SAML}:assertion" ID="${newId()}" Version="2.0" IssueInstant="${at(0)}">`,
    `<saml:Issuer>${escaped(misdeeds.wrongIssuer ? 'https://other.test' : issuer)}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="${format}">${escaped(name_id)}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="${SAML}:cm:bearer"><saml:SubjectConfirmationData${answers}`,
    ` Recipient="${misdeeds.wrongRecipient ? 'https://other.test/acs' : escaped(request.consumer)}"`,
    ` NotOnOrAfter="${at(300)}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${at(0)}" NotOnOrAfter="${at(300)}">`,
    ...(misdeeds.noAudience
      ? []
      : [
          `<saml:AudienceRestriction><saml:Audience>${escaped(audience)}</saml:Audience></saml:AudienceRestriction>`,
        ]),
    ...(misdeeds.oddCondition ? ['<x:Only xmlns:x="urn:example:odd"/>'] : []),
    `</saml:Conditions><saml:AuthnStatement AuthnInstant="${at(-(misdeeds.signedInAgo ?? 0))}"`,
    ` SessionIndex="_session-of-${escaped(name_id.slice(0, 20))}"><saml:AuthnContext><saml:AuthnContextClassRef>`,
    `${escaped(acr)}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    `<saml:AttributeStatement>${Object.entries(attributes).map(attribute).join('')}`,
    ...(misdeeds.repeats ? [attribute(['id_number', '220000190001010026'])] : []),
    `</saml:AttributeStatement></saml:Assertion>`,
  ].join('');
  return misdeeds.edit?.(xml) ?? xml;
}

function around(
  request: Request,
  manner: Manner,
  inside: string,
  status = code('Success'),
): string {
  const { misdeeds, issuer } = manner;
  const at = new Date(manner.now.getTime() + (misdeeds.clockOff ?? 0) * 1000).toISOString();
  return [
    `<samlp:Response xmlns:samlp="${SAML}:protocol" xmlns:saml="${SAML}:assertion" ID="${newId()}"`,
    ` Version="2.0" IssueInstant="${at}"${answersTo(request, misdeeds)}`,
    ` Destination="${misdeeds.wrongDestination ? 'https://other.test/acs' : escaped(request.consumer)}">`,
    `<saml:Issuer>${escaped(misdeeds.mixUp ? 'https://other.test' : issuer)}</saml:Issuer>`,
    `<samlp:Status>${status}</samlp:Status>${inside}</samlp:Response>`,
  ].join('');
}

const code = (word: string, second = '') =>
  `<samlp:StatusCode Value="${SAML}:status:${word}">${second}</samlp:StatusCode>`;

const statusOnly = (request: Request, manner: Manner, first: string, second: string) =>
  around(request, manner, '', code(first, code(second)));

function answersTo({ id }: Request, { unsolicited }: Misdeeds): string {
  if (unsolicited === 'silent') return '';
  return ` InResponseTo="${unsolicited ? '_request-of-another-visit' : id}"`;
}

/** Signs what this provider signs, with the key that it should or should not use. */
function signed(xml: string, name: 'Assertion' | 'Response', manner: Manner): string {
  const { signs, misdeeds } = manner;
  if (misdeeds.unsigned || (signs !== 'both' && signs !== name.toLowerCase())) return xml;
  const { key } = misdeeds.foreignSignature ? manner.foreign : manner.key;
  const how = misdeeds.sha1 ? 'sha1' : 'sha256';
  const place = { reference: '/*/*[local-name(.)="Issuer"]', action: 'after' } as const;
  return signXml(xml, '/*', place, {
    privateKey: key,
    publicCert: manner.key.certificate,
    signatureAlgorithm: how,
    digestAlgorithm: how,
  });
}

/** XML Encryption: the content with a fresh key, the key with RSA-OAEP. */
export function encrypted(xml: string, certificate: string, way: Manner['encryption']): string {
  const gcm = way === 'aes256-gcm';
  const key = randomBytes(gcm ? 32 : 16);
  const iv = randomBytes(gcm ? 12 : 16);
  const cipher = createCipheriv(gcm ? 'aes-256-gcm' : 'aes-128-cbc', key, iv);
  const sealed = Buffer.concat([iv, cipher.update(xml, 'utf8'), cipher.final()]);
  const tag =
    'getAuthTag' in cipher && gcm
      ? (cipher as unknown as { getAuthTag(): Buffer }).getAuthTag()
      : Buffer.alloc(0);
  const publicKey = createPublicKey(
    new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
  );
  const box = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    key,
  );
  const namespace = gcm ? 'http://www.w3.org/2009/xmlenc11#' : XENC;
  const data = (value: Buffer) =>
    `<xenc:CipherData><xenc:CipherValue>${value.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  return [
    `<saml:EncryptedAssertion xmlns:saml="${SAML}:assertion"><xenc:EncryptedData xmlns:xenc="${XENC}" Type="${XENC}Element">`,
    `<xenc:EncryptionMethod Algorithm="${namespace}${way}"/><ds:KeyInfo xmlns:ds="${DSIG}"><xenc:EncryptedKey>`,
    `<xenc:EncryptionMethod Algorithm="${XENC}rsa-oaep-mgf1p"/>${data(box)}</xenc:EncryptedKey></ds:KeyInfo>`,
    `${data(Buffer.concat([sealed, tag]))}</xenc:EncryptedData></saml:EncryptedAssertion>`,
  ].join('');
}

function attribute([name, value]: [string, unknown]): string {
  // XML 1.0 §2.2: what XML cannot hold, no honest writer sends.
  const held = (one: unknown) => escaped(String(one).replace(/(?![\t\n\r])\p{Cc}/gu, ''));
  const values = [value]
    .flat()
    .map((one) => `<saml:AttributeValue>${held(one)}</saml:AttributeValue>`);
  return `<saml:Attribute Name="${escaped(name)}">${values.join('')}</saml:Attribute>`;
}

export const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const newId = () => `_${randomBytes(16).toString('hex')}`;
