import { createHash, randomBytes } from 'node:crypto';
import { Browser } from './browser.ts';
import type { Client, Contestant } from './contestant.ts';
import { type Answered, ask } from './request.ts';

/** One endpoint, asked once by every person at every client that is new to their session. */
export interface Phase {
  endpoint: string;
  request(person: number, client: number): Promise<Answered>;
}

/** Signs so many people in, each in a new browser, at a client that is not measured. */
export async function signIn(
  at: Contestant,
  count: number,
  arrives: (person: number) => void,
): Promise<Browser[]> {
  const door = at.clients[0] as Client;
  const browsers: Browser[] = [];
  for (let person = 0; person < count; person += 1) {
    const browser = new Browser();
    // One at a time: the double signs in whoever is at its keyboard.
    arrives(person);
    const back = await browser.goOn(authorise(at, door).url, door.redirectUri, at.fields);
    if (!back.searchParams.has('code')) throw new Error(`${at.name}: signed in without a code`);
    browsers.push(browser);
  }
  return browsers;
}

/**
 * The endpoints of a hop by people who have just signed in: first to clients that are new to their
 * sessions, then to the same ones again; then introspection and refresh. What one phase gives, the
 * next one takes, each on its own, so that time and CPU belong to it alone.
 */
export function hopPhases(at: Contestant, people: readonly Browser[]): Phase[] {
  return [
    ...oneHop(at, people, 'first'),
    ...oneHop(at, people, 'repeat', (endpoint, token) => [
      endpoint('introspection', async (client, held) => {
        const answered = await ask(`${at.issuer}/introspect`, {
          form: { token: held.access },
          headers: basic(client),
        });
        return expecting(answered, 200, answered.body.includes('"active":true'));
      }),
      endpoint('refresh', async (client, held) => {
        const form = { grant_type: 'refresh_token', refresh_token: held.refresh };
        const answered = await token(client, form);
        return expecting(answered, 200, answered.body.includes('"access_token"'));
      }),
    ]),
  ];
}

/** What a person holds at a client after the phases so far. */
interface Held {
  code: string;
  verifier: string;
  access: string;
  refresh: string;
}

type Endpoint = (
  name: string,
  request: (client: Client, held: Held, browser: Browser) => Promise<Answered>,
) => Phase;
type Token = (client: Client, form: Record<string, string>) => Promise<Answered>;

function oneHop(
  at: Contestant,
  people: readonly Browser[],
  which: 'first' | 'repeat',
  afterwards: (endpoint: Endpoint, token: Token) => Phase[] = () => [],
): Phase[] {
  const all = new Map<string, Held>();
  const endpoint: Endpoint = (name, request) => ({
    endpoint: name,
    request(person, number) {
      const client = at.clients[number];
      const browser = people[person];
      if (!client || !browser) throw new RangeError(`nobody: ${person} at ${number}`);
      const key = `${person} ${number}`;
      const held = all.get(key) ?? { code: '', verifier: '', access: '', refresh: '' };
      all.set(key, held);
      return request(client, held, browser);
    },
  });
  const token: Token = (client, form) =>
    ask(`${at.issuer}/token`, { form, headers: basic(client) });

  return [
    endpoint(`${which} authorise`, async (client, held, browser) => {
      const { url, verifier } = authorise(at, client);
      const answered = await browser.open(url);
      const back = new URL(String(answered.headers['location']), at.issuer);
      Object.assign(held, { code: back.searchParams.get('code'), verifier });
      return expecting(answered, 303, back.searchParams.has('code'));
    }),
    endpoint(`${which} token`, async (client, held) => {
      const answered = await token(client, {
        ...{ grant_type: 'authorization_code', code: held.code, code_verifier: held.verifier },
        redirect_uri: client.redirectUri,
      });
      const { access_token, refresh_token } = JSON.parse(answered.body);
      Object.assign(held, { access: access_token, refresh: refresh_token });
      return expecting(answered, 200, Boolean(access_token && refresh_token));
    }),
    endpoint(`${which} userinfo`, async (_, held) => {
      const headers = { authorization: `Bearer ${held.access}` };
      const answered = await ask(`${at.issuer}/userinfo`, { headers });
      return expecting(answered, 200, answered.body.includes('"sub"'));
    }),
    ...afterwards(endpoint, token),
  ];
}

/** A fresh authorisation request (code, PKCE S256). */
export function authorise(at: Contestant, client: Client): { url: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const asks = new URLSearchParams({
    client_id: client.id,
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { url: `${at.issuer}/auth?${asks}`, verifier };
}

export const basic = ({ id, secret }: Client) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

/** A bench that measures refusals would be quick, and wrong. */
export function expecting(answered: Answered, status: number, well: boolean): Answered {
  if (answered.status === status && well) return answered;
  throw new Error(`answered ${answered.status}: ${answered.body.slice(0, 200)}`);
}
