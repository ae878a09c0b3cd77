import { X509Certificate } from 'node:crypto';
import { Refusal } from '../../errors.ts';
import { LOOPBACK_NETWORKS } from '../../outbox/address.ts';
import { fetchGuarded, OutgoingFault } from '../../outbox/outgoing.ts';
import type { Expiry, Means } from '../contract.ts';
import { unavailable } from './outgoing.ts';
import { type Metadata, readMetadata } from './saml-metadata.ts';
import type { SamlSettings } from './saml-settings.ts';
import { XmlFault } from './saml-xml.ts';

const TYPES = ['application/samlmetadata+xml', 'application/xml', 'text/xml'];
const LIMIT = 256 * 1024;

/**
 * The source's metadata: pasted, or as it was last fetched, or fetched now when none is kept that
 * still counts for these settings. Throws Refusal `sources.unavailable`.
 */
export async function metadataOf(
  settings: SamlSettings,
  { clock, document }: Pick<Means, 'clock' | 'document'>,
): Promise<Metadata> {
  if (settings.metadata !== undefined) return counting(settings.metadata, settings, clock);
  const kept = await document();
  if (kept === undefined) return counting(await fetchMetadata(settings), settings, clock);
  try {
    return await counting(kept, settings, clock);
  } catch {
    return counting(await fetchMetadata(settings), settings, clock);
  }
}

/** The document that the source publishes, seen to hold before it is kept; undefined when its text is pasted. */
export async function fetched(
  settings: SamlSettings,
  { clock }: Pick<Means, 'clock'>,
): Promise<string | undefined> {
  if (settings.metadata_url === undefined) return undefined;
  const text = await fetchMetadata(settings);
  await counting(text, settings, clock);
  return text;
}

/** What ends by itself: the newest of its certificates, its metadata, our own two certificates. */
export async function expiriesOf(
  settings: SamlSettings,
  document: string | undefined,
): Promise<Expiry[]> {
  const expiries: Expiry[] = [];
  for (const what of ['signing_certificate', 'decryption_certificate'] as const) {
    const pem = settings[what];
    if (pem !== undefined) expiries.push({ what, at: endOf(pem) });
  }
  const text = settings.metadata ?? document;
  const metadata = text && (await readMetadata(text, settings).catch(() => undefined));
  if (!metadata) return expiries;
  const { certificates, valid_until } = metadata;
  const ends = certificates.map((pem) => endOf(pem).getTime());
  expiries.push({ what: 'certificate', at: new Date(Math.max(...ends)) });
  if (valid_until) expiries.push({ what: 'metadata', at: valid_until });
  return expiries;
}

async function counting(text: string, settings: SamlSettings, clock: Means['clock']) {
  let metadata: Metadata;
  try {
    metadata = await readMetadata(text, settings);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw unavailable(`metadata ${error.message}`);
  }
  if (metadata.valid_until && metadata.valid_until <= clock.now())
    throw unavailable('metadata expired');
  return metadata;
}

async function fetchMetadata(settings: SamlSettings): Promise<string> {
  const { metadata_url = '', networks, allow_http, patience_ms } = settings;
  try {
    const { status, body } = await fetchGuarded(metadata_url, {
      networks: allow_http ? [...networks, ...LOOPBACK_NETWORKS] : networks,
      types: TYPES,
      maxBytes: LIMIT,
      timeoutMs: patience_ms,
    });
    if (status !== 200) throw unavailable(`metadata HTTP ${status}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unavailable(`metadata ${error instanceof OutgoingFault ? error.word : 'not UTF-8'}`);
  }
}

const endOf = (pem: string): Date => new Date(new X509Certificate(pem).validTo);
