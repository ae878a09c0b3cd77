import { Refusal } from '../../errors.ts';
import type { Came, EndedThere, SignOut, SignOutMeans } from '../contract.ts';
import { casSettings, logoutAddress } from './cas-settings.ts';
import { readXml } from './cas-xml.ts';
import { badSignOut, signOutAddress } from './sign-out-settings.ts';

/** More than any server writes around one ticket. */
const LONGEST = 8 * 1024;
const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';

/**
 * CAS Protocol 3.0 §2.3: the server's `/logout` for who signs out here, and its single logout (§2.3.3)
 * for who signs out there. Nothing in that is signed; what it names is the service ticket, which only
 * the server, the browser and we have seen: whoever knows it can end that one session, and no more.
 */
export const casSignOut: SignOut = {
  going: (settings) => casSettings.parse(settings).sign_out ?? 'never',
  async begin(settings, _means, { state, callback }) {
    const back = new URL(signOutAddress(callback));
    back.searchParams.set('state', state);
    const url = logoutAddress(casSettings.parse(settings));
    url.searchParams.set('service', back.href);
    return { to: { kind: 'location', url: url.href }, remember: {} };
  },
  complete: async () => 'ended',
  message: 'logoutRequest',
  by: 'source',
  ended: (_settings, means, came) => ended(means, came),
};

async function ended({ seen }: SignOutMeans, { method, params }: Came): Promise<EndedThere> {
  if (method !== 'POST') throw badSignOut('not posted');
  const ticket = ticketIn(params['logoutRequest'] ?? '');
  // A ticket that never brought anybody here leaves no trace: strangers could send any number of them.
  return { names: (await seen(`ticket ${ticket}`)) ? [ticket] : [] };
}

function ticketIn(text: string): string {
  if (text.length > LONGEST) throw badSignOut('logoutRequest too long');
  const root = read(text.trim());
  if (root.space !== SAMLP || root.name !== 'LogoutRequest') throw badSignOut('no LogoutRequest');
  const [index, second] = root.children.filter(
    ({ space, name }) => space === SAMLP && name === 'SessionIndex',
  );
  const ticket = index?.text.trim() ?? '';
  if (second || (index?.children.length ?? 0) > 0 || !/^ST-[\w.-]{1,253}$/.test(ticket))
    throw badSignOut('SessionIndex');
  return ticket;
}

function read(text: string) {
  try {
    return readXml(text);
  } catch (error) {
    if (error instanceof Refusal) throw badSignOut(String(error.detail.words?.['fault']));
    throw error;
  }
}
