import { randomBytes } from 'node:crypto';
import { TOLERANCE_MS, timeAt } from './saml-assertion.ts';
import { decrypted } from './saml-encryption.ts';
import { type Written, writeXml } from './saml-library.ts';
import type { SamlSession } from './saml-session.ts';
import type { SamlSettings } from './saml-settings.ts';
import { all, isNamed, ns, one, textOf, type XmlElement, XmlFault } from './saml-xml.ts';

const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
/** How long a request of ours may be under way. */
const LIFE_MS = 5 * 60_000;

interface Writing {
  /** Our entity ID. */
  issuer: string;
  url: string;
  now: Date;
  /** Of a request: what is to end. */
  session?: SamlSession;
  /** Of a response: ID of the request that it answers. */
  request?: string;
}

/** A LogoutRequest or LogoutResponse of ours (SAML Core §3.7.1, §3.7.2), not yet signed. */
export function writeLogout(
  name: 'LogoutRequest' | 'LogoutResponse',
  { issuer, url, now, session, request }: Writing,
): { id: string; xml: string } {
  const id = `_${randomBytes(20).toString('hex')}`;
  const until = new Date(now.getTime() + LIFE_MS).toISOString();
  const inside: Written = {
    '@xmlns:samlp': ns.protocol,
    '@xmlns:saml': ns.assertion,
    '@ID': id,
    '@Version': '2.0',
    '@IssueInstant': now.toISOString(),
    '@Destination': url,
    ...(session && { '@NotOnOrAfter': until }),
    ...(request !== undefined && { '@InResponseTo': request }),
    'saml:Issuer': issuer,
    ...(session && {
      'saml:NameID': {
        ...(session.format && { '@Format': session.format }),
        ...(session.name_qualifier && { '@NameQualifier': session.name_qualifier }),
        ...(session.sp_name_qualifier && { '@SPNameQualifier': session.sp_name_qualifier }),
        '#text': session.name_id,
      },
      ...(session.session_index && { 'samlp:SessionIndex': session.session_index }),
    }),
    ...(request !== undefined && {
      'samlp:Status': { 'samlp:StatusCode': { '@Value': `${STATUS}Success` } },
    }),
  };
  return { id, xml: writeXml({ [`samlp:${name}`]: inside }) };
}

interface Expected {
  /** Our address for sign-outs. */
  destination: string;
  now: Date;
}

/**
 * Reads a LogoutRequest that is known to be the source's own words: for us, made just now, not over,
 * about one NameID, alone or with sessions of it. Throws XmlFault.
 */
export async function readLogoutRequest(
  message: XmlElement,
  settings: SamlSettings,
  expected: Expected,
): Promise<{ id: string; until: Date; name_id: string; indexes: string[] }> {
  if (!isNamed(message, ns.protocol, 'LogoutRequest')) throw new XmlFault('no LogoutRequest');
  const { id, issued } = checkMessage(message, settings, expected);
  const ends = timeAt(message, 'NotOnOrAfter');
  if (ends !== undefined && ends <= expected.now.getTime() - TOLERANCE_MS)
    throw new XmlFault('NotOnOrAfter');
  const name = await nameIn(message, settings);
  return {
    id,
    until: new Date(issued + TOLERANCE_MS + 1),
    name_id: textOf(name),
    indexes: all(message, ns.protocol, 'SessionIndex').map(textOf),
  };
}

/** Its NameID, in clear or encrypted for us (Core §2.2.4). */
async function nameIn(message: XmlElement, settings: SamlSettings): Promise<XmlElement> {
  const plain = one(message, ns.assertion, 'NameID');
  const sealed = one(message, ns.assertion, 'EncryptedID');
  if (plain && !sealed) return plain;
  if (!sealed || plain || !settings.decryption_key) throw new XmlFault('NameID');
  const { root } = await decrypted(sealed, settings.decryption_key);
  if (!isNamed(root, ns.assertion, 'NameID')) throw new XmlFault('NameID');
  return root;
}

/** Reads the answer to a LogoutRequest of ours, known to be the source's own words. Throws XmlFault. */
export function readLogoutResponse(
  message: XmlElement,
  settings: SamlSettings,
  { request, ...expected }: Expected & { request: string },
): 'ended' | 'not_ended' {
  if (!isNamed(message, ns.protocol, 'LogoutResponse')) throw new XmlFault('no LogoutResponse');
  checkMessage(message, settings, expected);
  if (message.attributes.get('InResponseTo') !== request) throw new XmlFault('InResponseTo');
  const status = one(message, ns.protocol, 'Status');
  const top = status && one(status, ns.protocol, 'StatusCode');
  const second = top && one(top, ns.protocol, 'StatusCode');
  // PartialLogout (Core §3.2.2.2): somewhere the person is signed in still.
  return top?.attributes.get('Value') === `${STATUS}Success` && !second ? 'ended' : 'not_ended';
}

function checkMessage(
  message: XmlElement,
  { issuer }: SamlSettings,
  { destination, now }: Expected,
): { id: string; issued: number } {
  const id = message.attributes.get('ID');
  if (!id || message.attributes.get('Version') !== '2.0') throw new XmlFault('version');
  const from = one(message, ns.assertion, 'Issuer');
  if (!from || textOf(from) !== issuer) throw new XmlFault('Issuer');
  if (message.attributes.get('Destination') !== destination) throw new XmlFault('Destination');
  const issued = timeAt(message, 'IssueInstant') ?? Number.NaN;
  if (!(Math.abs(now.getTime() - issued) <= TOLERANCE_MS)) throw new XmlFault('IssueInstant');
  return { id, issued };
}
