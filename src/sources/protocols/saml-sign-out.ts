import type { Came, EndedThere, Means, Remembered, SignOut } from '../contract.ts';
import { mayNameSomebody } from './may-name-somebody.ts';
import { unavailable } from './outgoing.ts';
import { type Binding, receive, send } from './saml-binding.ts';
import { metadataOf } from './saml-document.ts';
import { readLogoutRequest, readLogoutResponse, writeLogout } from './saml-logout.ts';
import type { Metadata } from './saml-metadata.ts';
import { entityOf } from './saml-request.ts';
import { nameOfSession, readSession } from './saml-session.ts';
import { originsOf, type SamlSettings, samlSettings } from './saml-settings.ts';
import { XmlFault } from './saml-xml.ts';
import { badSignOut, signOutAddress } from './sign-out-settings.ts';

/**
 * Single logout (SAML Profiles §4.4) by redirect and POST: our signed LogoutRequest for who signs out
 * here, and the provider's for who signs out there. That ends its sessions by their names; no cookie
 * is looked at, which a browser would not send along with a form of another site.
 */
export const samlSignOut: SignOut = {
  going: (settings) => samlSettings.parse(settings).sign_out ?? 'never',
  begin: (settings, means, leaving) => begin(samlSettings.parse(settings), means, leaving),
  complete: (settings, means, came, remembered) =>
    complete(samlSettings.parse(settings), means, came, remembered),
  message: 'SAMLRequest',
  by: 'browser',
  ended: (settings, means, came) => ended(samlSettings.parse(settings), means, came),
};

async function begin(
  settings: SamlSettings,
  means: Means,
  { ending, state, callback }: { ending: string | undefined; state: string; callback: string },
) {
  const { signing_key: key, signing_certificate: certificate } = settings;
  const { signOut } = await metadataOf(settings, means);
  if (!key || ending === undefined || !(signOut.redirect || signOut.post)) return undefined;
  const session = readSession(ending);
  // What may be the name or number of somebody stands in no address, whatever its format promises.
  const opaque =
    /:nameid-format:(persistent|transient)$/.test(session.format ?? '') &&
    ![session.name_id, session.session_index ?? ''].some(mayNameSomebody);
  const binding = opaque ? preferred(settings.request_binding, signOut) : 'post';
  const url = signOut[binding]?.location;
  if (!url) return undefined;
  if (!originsOf(settings).includes(new URL(url).origin))
    throw unavailable('origin of the sign-out page is not in the settings');
  const { id, xml } = writeLogout('LogoutRequest', {
    ...{ issuer: entityOf(settings, callback), url, now: means.clock.now(), session },
  });
  const to = send(binding, url, { what: 'SAMLRequest', xml, relay: state }, { key, certificate });
  return { to, remember: { request: id } };
}

const preferred = (wanted: Binding, there: Metadata['signOut']): Binding => {
  const other = wanted === 'post' ? 'redirect' : 'post';
  return there[wanted] ? wanted : other;
};

async function complete(
  settings: SamlSettings,
  means: Means,
  came: Came,
  { request }: Remembered,
): Promise<'ended' | 'not_ended'> {
  const trust = await trustOf(settings, means);
  return read(async () => {
    const response = await receive('SAMLResponse', came, trust);
    return readLogoutResponse(response, settings, {
      destination: signOutAddress(came.callback),
      now: means.clock.now(),
      request: String(request),
    });
  });
}

async function ended(settings: SamlSettings, means: Means, came: Came): Promise<EndedThere> {
  const trust = await trustOf(settings, means);
  const { id, until, name_id, indexes } = await read(async () => {
    const request = await receive('SAMLRequest', came, trust);
    const destination = signOutAddress(came.callback);
    return readLogoutRequest(request, settings, { destination, now: means.clock.now() });
  });
  const answer = answerTo(id, settings, trust.signOut, came, means);
  return {
    names: indexes.map((index) => nameOfSession(name_id, index)),
    holder: name_id,
    once: { key: `logout ${id}`, until },
    ...(answer && { answer }),
  };
}

/** A signed LogoutResponse (Core §3.7.2): sessions have ended here, and who was told of what we tell. */
function answerTo(
  request: string,
  settings: SamlSettings,
  { redirect, post }: Metadata['signOut'],
  { callback, params }: Came,
  { clock }: Means,
) {
  const { signing_key: key, signing_certificate: certificate } = settings;
  // By redirect where it can be: the provider may have opened us in a frame, where no page of ours shows.
  const binding = redirect ? 'redirect' : 'post';
  const there = redirect ?? post;
  if (!there || !key) return undefined;
  const url = there.response;
  if (!originsOf(settings).includes(new URL(url).origin)) return undefined;
  const { xml } = writeLogout('LogoutResponse', {
    ...{ issuer: entityOf(settings, callback), url, now: clock.now(), request },
  });
  const relay = params['RelayState']?.slice(0, 1024);
  return send(binding, url, { what: 'SAMLResponse', xml, relay }, { key, certificate });
}

async function trustOf(settings: SamlSettings, means: Means) {
  const { certificates, signOut } = await metadataOf(settings, means);
  return { certificates, signOut, allow_sha1: settings.allow_sha1 };
}

async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof XmlFault ? badSignOut(error.message) : error;
  }
}
