import type { Browser } from './browser.ts';
import type { Client, Contestant } from './contestant.ts';
import { authorise, expecting, type Phase } from './phases.ts';
import { type Answered, ask } from './request.ts';
import { strictClient } from './strict-client.ts';

/** What a person holds at a strict client after the phases so far. */
interface Held {
  address: string;
  code: string;
  verifier: string;
  access: string;
  refresh: string;
}
const nothing: Held = { address: '', code: '', verifier: '', access: '', refresh: '' };

type Endpoint = (
  name: string,
  request: (client: Client, held: Held, browser: Browser) => Promise<Answered>,
) => Phase;
type Shows = Awaited<ReturnType<typeof strictClient>>;

/**
 * The endpoints of a hop to a strict client (FAPI 2.0): the request is pushed, whoever pushes and
 * exchanges signs for itself (`private_key_jwt`), and every token is bound to a key (DPoP). Signing is
 * the load's own work, and none of what is measured.
 */
export async function strictPhases(at: Contestant, people: readonly Browser[]): Promise<Phase[]> {
  const shows = await strictClient(at.issuer, at.clients);
  const repeat = endpoints(at, people);
  return [
    ...oneHop(at, shows, 'first', endpoints(at, people)),
    ...oneHop(at, shows, 'repeat', repeat),
    repeat('introspection', async (client, { access }) => {
      const answered = await shows.post(client, '/introspect', { token: access });
      return expecting(answered, 200, answered.body.includes('"active":true'));
    }),
    repeat('refresh', async (client, { refresh }) => {
      const form = { grant_type: 'refresh_token', refresh_token: refresh };
      const answered = await shows.post(client, '/token', form);
      return expecting(answered, 200, answered.body.includes('"access_token"'));
    }),
  ];
}

function oneHop(
  at: Contestant,
  { post, proof }: Shows,
  which: 'first' | 'repeat',
  endpoint: Endpoint,
): Phase[] {
  return [
    endpoint(`${which} push`, async (client, held) => {
      const { url, verifier } = authorise(at, client);
      const answered = await post(client, '/par', Object.fromEntries(new URL(url).searchParams));
      const request_uri = String(JSON.parse(answered.body).request_uri);
      const query = new URLSearchParams({ client_id: client.id, request_uri });
      Object.assign(held, { verifier, address: `${at.issuer}/auth?${query}` });
      return expecting(answered, 201, request_uri.startsWith('urn:'));
    }),
    endpoint(`${which} authorise`, async (_, held, browser) => {
      const answered = await browser.open(held.address);
      const back = new URL(String(answered.headers['location']), at.issuer);
      held.code = back.searchParams.get('code') ?? '';
      return expecting(answered, 303, held.code !== '');
    }),
    endpoint(`${which} token`, async (client, held) => {
      const answered = await post(client, '/token', {
        ...{ grant_type: 'authorization_code', code: held.code, code_verifier: held.verifier },
        redirect_uri: client.redirectUri,
      });
      const { access_token, refresh_token } = JSON.parse(answered.body);
      Object.assign(held, { access: access_token, refresh: refresh_token });
      return expecting(answered, 200, Boolean(access_token && refresh_token));
    }),
    endpoint(`${which} userinfo`, async (client, { access }) => {
      const dpop = await proof(client, 'GET', '/userinfo', access);
      const headers = { authorization: `DPoP ${access}`, dpop };
      const answered = await ask(`${at.issuer}/userinfo`, { headers });
      return expecting(answered, 200, answered.body.includes('"sub"'));
    }),
  ];
}

/** Phases that hand each other on what each person holds at each client. */
function endpoints(at: Contestant, people: readonly Browser[]): Endpoint {
  const all = new Map<string, Held>();
  return (name, request) => ({
    endpoint: name,
    request(person, number) {
      const client = at.clients[number];
      const browser = people[person];
      if (!client || !browser) throw new RangeError(`nobody: ${person} at ${number}`);
      const key = `${person} ${number}`;
      const held = all.get(key) ?? { ...nothing };
      all.set(key, held);
      return request(client, held, browser);
    },
  });
}
