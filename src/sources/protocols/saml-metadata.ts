import { X509Certificate } from 'node:crypto';
import { isWeb } from './reach-settings.ts';
import { isRsaCertificate, type SamlSettings } from './saml-settings.ts';
import { signedText } from './saml-signature.ts';
import { all, isNamed, ns, readXml, textOf, type XmlElement, XmlFault } from './saml-xml.ts';

const bindings = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
} as const;
type Binding = keyof typeof bindings;

/** What the metadata of an identity provider says, as far as we need it (SAML Metadata §2.4.3). */
export interface Metadata {
  /** Where people sign in, by binding. */
  signOn: Partial<Record<Binding, string>>;
  /** Where it hears of a sign-out, and where of the answer to its own, by binding. */
  signOut: Partial<Record<Binding, { location: string; response: string }>>;
  /** PEM, of the keys that it signs with: several while it changes its key. */
  certificates: string[];
  wants_signed_requests: boolean;
  valid_until?: Date;
}

/**
 * Reads the metadata of the source's own entity, alone or in a list, after its signature where the
 * settings ask for one. Whether it still counts (`valid_until`) is the caller's to see to. Throws
 * XmlFault.
 */
export async function readMetadata(text: string, settings: SamlSettings): Promise<Metadata> {
  const root = await vouchedFor(text, settings.metadata_certificate);
  const list = isNamed(root, ns.metadata, 'EntitiesDescriptor') ? below(root) : [root];
  const [entity, second] = list.filter(
    (one) =>
      isNamed(one, ns.metadata, 'EntityDescriptor') &&
      one.attributes.get('entityID') === settings.issuer,
  );
  if (!entity) throw new XmlFault('of another issuer');
  if (second) throw new XmlFault('twice');
  const provider = all(entity, ns.metadata, 'IDPSSODescriptor').find((one) =>
    one.attributes.get('protocolSupportEnumeration')?.split(/\s+/).includes(ns.protocol),
  );
  if (!provider) throw new XmlFault('IDPSSODescriptor');
  const certificates = all(provider, ns.metadata, 'KeyDescriptor')
    .filter((one) => (one.attributes.get('use') ?? 'signing') === 'signing')
    .flatMap(certificatesOf);
  if (certificates.length === 0) throw new XmlFault('signing key');
  const until = [root, entity, provider].flatMap((one) => timeOf(one.attributes.get('validUntil')));
  return {
    signOn: locations(endpoints(provider, 'SingleSignOnService', settings)),
    signOut: endpoints(provider, 'SingleLogoutService', settings),
    certificates,
    wants_signed_requests: /^(true|1)$/.test(
      provider.attributes.get('WantAuthnRequestsSigned') ?? '',
    ),
    ...(until.length > 0 && { valid_until: new Date(Math.min(...until)) }),
  };
}

/** The document as it was signed, or as it is where nobody need sign it. */
async function vouchedFor(text: string, certificate: string | undefined): Promise<XmlElement> {
  const document = await readXml(text);
  if (certificate === undefined) return document.root;
  const trust = { certificates: [certificate], allow_sha1: false };
  const signed = signedText(document, document.root, trust);
  if (signed === undefined) throw new XmlFault('unsigned');
  return (await readXml(signed)).root;
}

const below = (list: XmlElement): XmlElement[] =>
  list.children.flatMap((child) =>
    isNamed(child, ns.metadata, 'EntitiesDescriptor') ? below(child) : [child],
  );

function certificatesOf(descriptor: XmlElement): string[] {
  const [info] = all(descriptor, ns.signature, 'KeyInfo');
  return (info ? all(info, ns.signature, 'X509Data') : [])
    .flatMap((data) => all(data, ns.signature, 'X509Certificate'))
    .map((one) => Buffer.from(textOf(one), 'base64'))
    .filter(isRsaCertificate)
    .map((der) => new X509Certificate(der).toString());
}

function endpoints(provider: XmlElement, name: string, { allow_http }: SamlSettings) {
  const found: Metadata['signOut'] = {};
  for (const service of all(provider, ns.metadata, name)) {
    const location = service.attributes.get('Location') ?? '';
    const response = service.attributes.get('ResponseLocation') ?? location;
    for (const binding of ['redirect', 'post'] as const) {
      if (service.attributes.get('Binding') !== bindings[binding]) continue;
      // The browser follows it: no scheme but the web's may stand there.
      if (isWeb(location, allow_http) && isWeb(response, allow_http))
        found[binding] ??= { location, response };
    }
  }
  return found;
}

const locations = ({ redirect, post }: Metadata['signOut']): Metadata['signOn'] => ({
  ...(redirect && { redirect: redirect.location }),
  ...(post && { post: post.location }),
});

function timeOf(said: string | undefined): number[] {
  if (said === undefined) return [];
  const time = Date.parse(said);
  if (Number.isNaN(time)) throw new XmlFault('validUntil');
  return [time];
}
