import { isDeepStrictEqual } from 'node:util';
import type { Came, EndedThere, Protocol } from '../../../src/sources/contract.ts';
import { cas } from '../../../src/sources/protocols/cas.ts';
import { oidc } from '../../../src/sources/protocols/oidc.ts';
import { saml } from '../../../src/sources/protocols/saml.ts';
import { casLogoutRequest } from '../../doubles/cas-server.ts';
import { startOpenIdProvider } from '../../doubles/openid-provider.ts';
import { startSamlIdp } from '../../doubles/saml-idp.ts';
import { type Mutator, mutateJwt, mutateText, mutateXml } from './mutators.ts';
import type { Family, Way } from './run.ts';

const callback = 'http://localhost:3000/callback/fund';
const TICKET = 'ST-1-that-brought-somebody-here';

// However long it takes: the true message stays one that counts.
const now = new Date('2026-11-23T02:00:00Z');
const clock = { now: () => now };

interface Wanted {
  name: string;
  share: number;
  protocol: Protocol;
  settings: unknown;
  truth: string;
  mutate: Mutator;
  came(text: string): Pick<Came, 'method' | 'params' | 'query'>;
}

/** What sources say of sessions that have ended there: none is taken, or it ends what it did before. */
export async function start(): Promise<Family> {
  const provider = await startOpenIdProvider({ clock });
  const idp = await startSamlIdp({ clock });
  const said = { name_id: 'gjj-0001', indexes: ['_1'], destination: `${callback}/logout` };
  const pasted = { ...idp.settings, metadata_url: undefined, metadata: idp.metadata() };
  const posted = idp.says({ ...said, binding: 'post' }).params['SAMLRequest'] ?? '';
  const post = (params: Record<string, string>) => ({ method: 'POST', params, query: '' }) as const;

  const ways: Wanted[] = [
    {
      ...{ name: 'sign-outs, logout tokens', share: 0.25, protocol: oidc, mutate: mutateJwt },
      settings: provider.settings,
      truth: await provider.logoutToken({ sid: 'there-a', sub: 'a' }),
      came: (logout_token) => post({ logout_token }),
    },
    {
      ...{ name: 'sign-outs, SAML in forms', share: 0.25, protocol: saml, mutate: mutateXml },
      settings: pasted,
      truth: Buffer.from(posted, 'base64').toString(),
      came: (text) => post({ SAMLRequest: Buffer.from(text).toString('base64') }),
    },
    {
      ...{ name: 'sign-outs, SAML in addresses', share: 0.25, protocol: saml, mutate: mutateText },
      settings: pasted,
      truth: idp.says({ ...said, binding: 'redirect', relay: 'a' }).query,
      // As the gateway reads it: a broken address comes to nobody.
      came: (query) => ({
        method: 'GET',
        query: whole(query) ? query : '',
        params: Object.fromEntries(new URLSearchParams(query)),
      }),
    },
    {
      ...{ name: 'sign-outs, CAS tickets', share: 0.25, protocol: cas, mutate: mutateXml },
      settings: { server: 'https://cas.fund.test/cas' },
      truth: casLogoutRequest(TICKET),
      came: (logoutRequest) => post({ logoutRequest }),
    },
  ];
  return {
    ways: await Promise.all(ways.map(wayOf)),
    stop: async () => {
      await Promise.all([provider.stop(), idp.stop()]);
    },
  };
}

async function wayOf({
  protocol,
  settings,
  truth,
  mutate,
  came,
  ...of
}: Wanted): Promise<Way<string>> {
  const { signOut } = protocol;
  if (!signOut) throw new Error('it has a sign-out');
  const means = {
    ...{ clock, source_id: 'fund', mapping: protocol.mapping },
    document: async () => undefined,
    once: async () => true,
    seen: async (key: string) => key === `ticket ${TICKET}`,
  };
  const take = async (text: string) =>
    meant(await signOut.ended(settings, means, { ...came(text), callback }));
  const same = await take(truth);
  if (same.names.length === 0) throw new Error('not taken as it was');
  return {
    ...of,
    mutate: (chance) => mutate(chance, truth),
    take,
    // A ticket that brought nobody here ends nobody.
    same: (ended) =>
      isDeepStrictEqual(ended, same) || isDeepStrictEqual(ended, { names: [], holder: undefined }),
    tries: ({ refused }) => refused > 0,
  };
}

const meant = ({ names, holder }: EndedThere) => ({ names: [...names], holder });

function whole(query: string): boolean {
  try {
    decodeURIComponent(query.replaceAll('+', ' '));
    return true;
  } catch {
    return false;
  }
}
