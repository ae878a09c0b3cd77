import { createHash, randomBytes } from 'node:crypto';
import { Browser } from './browser.ts';
import type { Contestant } from './contestant.ts';
import type { Reading } from './meter.ts';
import { type Answered, ask } from './request.ts';

/** One measured endpoint: how long each request took, and what the server said of itself. */
export interface Measured {
  endpoint: string;
  /** Milliseconds, one per request. */
  took: number[];
  /** Milliseconds for all of them. */
  elapsed: number;
  reading: Reading;
}

export interface Load {
  /** People, each with a browser and a live session; one request of each is under way at a time. */
  people: Browser[];
  /** Requests per endpoint and round. */
  requests: number;
}

/** Signs so many people in, each in a browser of their own. */
export async function signInPeople(at: Contestant, count: number): Promise<Browser[]> {
  const people: Browser[] = [];
  for (let number = 0; number < count; number += 1) {
    const person = new Browser();
    const back = await person.goOn(authorise(at).url, at.client.redirectUri, at.fields);
    if (!back.searchParams.has('code')) throw new Error(`${at.name}: signed in without a code`);
    people.push(person);
  }
  return people;
}

/**
 * One round over every endpoint of a hop, then refresh and introspection: each on its own, so that
 * time and CPU belong to it alone. What one endpoint gives, the next one takes.
 */
export async function round(at: Contestant, load: Load): Promise<Measured[]> {
  const codes: { code: string; verifier: string }[] = [];
  const tokens: { access: string; refresh: string }[] = [];
  const { people } = load;
  const basic = `Basic ${Buffer.from(`${at.client.id}:${at.client.secret}`).toString('base64')}`;
  const token = (form: Record<string, string>) =>
    ask(`${at.issuer}/token`, { form, headers: { authorization: basic } });

  const phases: [string, (number: number, person: number) => Promise<Answered>][] = [
    [
      'authorise',
      async (_, person) => {
        const { url, verifier } = authorise(at);
        const answered = await (people[person] as Browser).open(url);
        const back = new URL(String(answered.headers['location']), at.issuer);
        codes.push({ code: back.searchParams.get('code') ?? '', verifier });
        return expecting(answered, 303, back.searchParams.has('code'));
      },
    ],
    [
      'token',
      async (number) => {
        const { code = '', verifier = '' } = codes[number] ?? {};
        const answered = await token({
          ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
          redirect_uri: at.client.redirectUri,
        });
        const { access_token, refresh_token } = JSON.parse(answered.body);
        tokens.push({ access: access_token, refresh: refresh_token });
        return expecting(answered, 200, Boolean(access_token && refresh_token));
      },
    ],
    [
      'userinfo',
      async (number) => {
        const headers = { authorization: `Bearer ${tokens[number]?.access}` };
        const answered = await ask(`${at.issuer}/userinfo`, { headers });
        return expecting(answered, 200, answered.body.includes('"sub"'));
      },
    ],
    [
      'introspection',
      async (number) => {
        const form = { token: tokens[number]?.access ?? '' };
        const answered = await ask(`${at.issuer}/introspect`, {
          form,
          headers: { authorization: basic },
        });
        return expecting(answered, 200, answered.body.includes('"active":true'));
      },
    ],
    [
      'refresh',
      async (number) => {
        const refresh_token = tokens[number]?.refresh ?? '';
        const answered = await token({ grant_type: 'refresh_token', refresh_token });
        return expecting(answered, 200, answered.body.includes('"access_token"'));
      },
    ],
  ];

  const measured: Measured[] = [];
  for (const [endpoint, phase] of phases) {
    measured.push(await measure(at, endpoint, load, phase));
  }
  return measured;
}

/** Runs one phase with as many requests under way as there are people. */
export async function measure(
  at: Contestant,
  endpoint: string,
  load: Load,
  phase: (number: number, person: number) => Promise<Pick<Answered, 'took'>>,
): Promise<Measured> {
  const took: number[] = [];
  let next = 0;
  await at.begin();
  const begun = performance.now();
  const worker = async (_: unknown, person: number) => {
    while (next < load.requests) {
      const number = next;
      next += 1;
      took.push((await phase(number, person)).took);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, load.people.length) }, worker));
  const elapsed = performance.now() - begun;
  return { endpoint, took, elapsed, reading: await at.read() };
}

/** A fresh authorisation request (code, PKCE S256). */
export function authorise(at: Contestant): { url: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const asks = new URLSearchParams({
    client_id: at.client.id,
    redirect_uri: at.client.redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { url: `${at.issuer}/auth?${asks}`, verifier };
}

/** A bench that measures refusals would be quick, and wrong. */
function expecting(answered: Answered, status: number, well: boolean): Answered {
  if (answered.status === status && well) return answered;
  throw new Error(`answered ${answered.status}: ${answered.body.slice(0, 200)}`);
}
