import { randomBytes } from 'node:crypto';
import type { Means, Start, To } from '../contract.ts';
import { wordsFor } from '../mapping.ts';
import { unavailable } from './outgoing.ts';
import { send } from './saml-binding.ts';
import { type Written, writeXml } from './saml-library.ts';
import type { Metadata } from './saml-metadata.ts';
import type { SamlSettings } from './saml-settings.ts';
import { ns } from './saml-xml.ts';

const FORMATS = 'urn:oasis:names:tc:SAML';
const formats = {
  persistent: `${FORMATS}:2.0:nameid-format:persistent`,
  unspecified: `${FORMATS}:1.1:nameid-format:unspecified`,
} as const;

/** The Format of the NameID that the settings want; undefined where the account is an attribute. */
export const formatOf = ({ name_id, subject_attribute }: SamlSettings): string | undefined =>
  subject_attribute === undefined ? formats[name_id] : undefined;

/** Our entity ID: what the settings say, or where our metadata stands. */
export const entityOf = ({ entity_id }: SamlSettings, callback: string): string =>
  entity_id ?? `${callback}/metadata`;

/**
 * An AuthnRequest (SAML Core §3.4.1) and the way there, by the binding that the settings prefer and
 * the source has; signed when we have a key. The state travels as RelayState. Throws Refusal
 * `sources.unavailable` when the source's metadata leaves no way.
 */
export function request(
  settings: SamlSettings,
  { mapping, clock }: Pick<Means, 'mapping' | 'clock'>,
  metadata: Metadata,
  start: Start,
): { id: string; to: To } {
  const other = settings.request_binding === 'post' ? 'redirect' : 'post';
  const binding = metadata.signOn[settings.request_binding] ? settings.request_binding : other;
  const url = metadata.signOn[binding];
  if (!url) throw unavailable('metadata SingleSignOnService');
  const { signing_key: key, signing_certificate: certificate } = settings;
  if (metadata.wants_signed_requests && !key) throw unavailable('it wants signed requests');
  const id = `_${randomBytes(20).toString('hex')}`;
  const xml = writeXml(written(settings, { id, url, start, now: clock.now(), mapping }));
  const message = { what: 'SAMLRequest', xml, relay: start.state } as const;
  return { id, to: send(binding, url, message, { key, certificate }) };
}

function written(
  settings: SamlSettings,
  {
    id,
    url,
    start,
    now,
    mapping,
  }: {
    id: string;
    url: string;
    start: Start;
    now: Date;
    mapping: Means['mapping'];
  },
): Written {
  const format = formatOf(settings);
  const words = start.level === undefined ? [] : wordsFor(mapping, start.level);
  // Any class from the lowest on is meant: only `exact` needs them all.
  const classes = settings.comparison === 'exact' ? words : words.slice(0, 1);
  return {
    'samlp:AuthnRequest': {
      '@xmlns:samlp': ns.protocol,
      '@xmlns:saml': ns.assertion,
      '@ID': id,
      '@Version': '2.0',
      '@IssueInstant': now.toISOString(),
      '@Destination': url,
      ...(start.reauthenticate && { '@ForceAuthn': 'true' }),
      '@ProtocolBinding': 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
      '@AssertionConsumerServiceURL': start.callback,
      'saml:Issuer': entityOf(settings, start.callback),
      'samlp:NameIDPolicy': { '@AllowCreate': 'true', ...(format && { '@Format': format }) },
      ...(classes.length > 0 && {
        'samlp:RequestedAuthnContext': {
          '@Comparison': settings.comparison,
          'saml:AuthnContextClassRef': classes,
        },
      }),
    },
  };
}
