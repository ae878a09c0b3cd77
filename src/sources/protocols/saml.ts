import { z } from 'zod';
import { Refusal } from '../../errors.ts';
import { LOOPBACK_NETWORKS } from '../../outbox/address.ts';
import { fetchGuarded, OutgoingFault } from '../../outbox/outgoing.ts';
import { readSubject } from '../attributes.ts';
import type { Answer, Caller, Means, Protocol, Remembered, Start } from '../contract.ts';
import { usual } from '../mapping.ts';
import { badAnswer } from './oidc-faults.ts';
import { unavailable } from './outgoing.ts';
import { readAssertion, type Said } from './saml-assertion.ts';
import { base64, utf8 } from './saml-binding.ts';
import { expiriesOf, fetched, metadataOf } from './saml-document.ts';
import type { Metadata } from './saml-metadata.ts';
import { ownMetadata } from './saml-own-metadata.ts';
import { entityOf, request } from './saml-request.ts';
import { assertionOf } from './saml-response.ts';
import { originsOf, type SamlSettings, samlSettings } from './saml-settings.ts';
import { samlSignOut } from './saml-sign-out.ts';
import { XmlFault } from './saml-xml.ts';

/**
 * A department system that is a SAML 2.0 identity provider: Web Browser SSO begun by us (Profiles
 * §4.1), request by redirect or POST, answer by POST to our callback, the state as RelayState. An
 * answer that nobody asked for is refused: it is bound to no browser of ours.
 */
export const saml: Protocol = {
  kind: 'redirect',
  settings: samlSettings,
  mapping: usual,
  origins: (settings) => originsOf(samlSettings.parse(settings)),
  open(settings, means) {
    const parsed = samlSettings.parse(settings);
    return {
      kind: 'visit',
      begin: (start) => begin(parsed, means, start),
      complete: (answer, remembered) => complete(parsed, means, answer, remembered),
    };
  },
  async probe(settings, means) {
    const parsed = samlSettings.parse(settings);
    // People are sent by the document that was kept: that it cannot be fetched anew stops nobody.
    await knock(parsed, await metadataOf(parsed, means));
  },
  signOut: samlSignOut,
  expiries: (settings, document) => expiriesOf(samlSettings.parse(settings), document),
  fetch: (settings, means) => fetched(samlSettings.parse(settings), means),
  publish: (settings, callback) => ({
    type: 'application/samlmetadata+xml',
    body: ownMetadata(samlSettings.parse(settings), callback),
  }),
};

const visit = z.object({
  state: z.string(),
  callback: z.string(),
  request: z.string(),
  anew_since: z.string().optional(),
});

async function begin(settings: SamlSettings, means: Means, start: Start) {
  const metadata = await metadataOf(settings, means);
  const { id, to } = request(settings, means, metadata, start);
  // The page lets its forms lead there only: better said here than by a browser that does nothing.
  if (!originsOf(settings).includes(new URL(to.url).origin))
    throw unavailable('origin of the sign-in page is not in the settings');
  const remember: z.output<typeof visit> = {
    state: start.state,
    callback: start.callback,
    request: id,
    ...(start.reauthenticate && { anew_since: means.clock.now().toISOString() }),
  };
  return { to, remember };
}

async function complete(
  settings: SamlSettings,
  means: Means,
  { params }: Answer,
  remembered: Remembered,
): Promise<Caller | 'cancelled'> {
  const { state, callback, request, anew_since } = visit.parse(remembered);
  if (params['RelayState'] !== state) throw badAnswer('RelayState');
  const metadata = await metadataOf(settings, means);
  let said: Said;
  try {
    const text = utf8(base64(params['SAMLResponse'], 'SAMLResponse'), 'SAMLResponse');
    const assertion = await assertionOf(text, settings, metadata, { request, callback });
    if (assertion === 'cancelled') return assertion;
    const expected = {
      ...{ request, callback, audience: entityOf(settings, callback) },
      ...(anew_since !== undefined && { anew_since: new Date(anew_since) }),
    };
    said = readAssertion(assertion, settings, expected, means.clock);
  } catch (error) {
    if (error instanceof XmlFault) throw badAnswer(error.message);
    throw error;
  }
  readSubject(said.caller.subject);
  if (!(await means.once(said.id, said.until))) throw badAnswer('assertion taken already');
  return said.caller;
}

/** Somebody answers at the sign-in page, whatever it says of a request that holds nothing. */
async function knock(settings: SamlSettings, { signOn }: Metadata): Promise<void> {
  const address = signOn.redirect ?? signOn.post;
  if (!address) throw unavailable('metadata SingleSignOnService');
  const { networks, allow_http, patience_ms: timeoutMs } = settings;
  const reach = allow_http ? [...networks, ...LOOPBACK_NETWORKS] : networks;
  try {
    const { status } = await fetchGuarded(address, { networks: reach, timeoutMs });
    if ([502, 503, 504].includes(status)) throw unavailable(`sign-in page HTTP ${status}`);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const word = error instanceof OutgoingFault ? error.word : 'unknown';
    // To its form, most likely: it lives.
    if (word !== 'redirected') throw unavailable(`sign-in page ${word}`);
  }
}
