import type { Attempt, Facts, Trial } from '../trial.ts';

/** What the client asked for, in two sign-ins that followed one another. */
export function checkRequests(t: Trial, first: Attempt, second: Attempt): void {
  const one = askedIn(first);
  const two = askedIn(second);
  if (!one || !two) return;
  const { client, note } = t;
  note('request.code_flow', one['response_type'] === 'code', [
    'quoted',
    `response_type=${one['response_type']}`,
  ]);
  const exact = client.redirect_uris.includes(String(one['redirect_uri']));
  note('request.redirect_exact', exact, !exact && ['none_registered']);
  const scopes = String(one['scope'] ?? '').split(' ');
  const beyond = scopes.filter((scope) => !client.scopes.split(' ').includes(scope));
  note(
    'request.scope',
    beyond.length === 0 && scopes.includes('openid'),
    beyond.length > 0 ? ['not_approved', beyond.join(' ')] : ['quoted', scopes.join(' ')],
  );
  note(
    'request.pkce',
    one['code_challenge_method'] === 'S256' && one['code_challenge_length'] === 43,
    ['pkce', String(one['code_challenge_method']), Number(one['code_challenge_length'])],
  );
  fresh('request.pkce_fresh', 'code_challenge');
  long('request.state', 'state');
  fresh('request.state_fresh', 'state');
  long('request.nonce', 'nonce');
  fresh('request.nonce_fresh', 'nonce');
  const inFront = (one['in_front'] as string[]).filter((name) => secret.has(name));
  note(
    'request.nothing_secret',
    inFront.length === 0,
    inFront.length > 0 && ['quoted', inFront.join(' ')],
  );

  function long(code: 'request.state' | 'request.nonce', name: string): void {
    const length = Number(one?.[`${name}_length`]);
    note(code, length >= SHORTEST, ['characters', length]);
  }
  function fresh(
    code: 'request.pkce_fresh' | 'request.state_fresh' | 'request.nonce_fresh',
    name: string,
  ): void {
    const [a, b] = [one?.[name], two?.[name]];
    note(code, a !== null && a !== b, a === null ? ['absent'] : a === b && ['same_twice']);
  }
}

/** 128 bits in base64url are 22 characters, in a UUID 32; 16 leaves no doubt that it was meant to be random. */
const SHORTEST = 16;

const secret = new Set([
  'client_secret',
  'client_assertion',
  'password',
  'access_token',
  'id_token',
]);

/** The facts of the authorisation request of a sign-in. */
export const askedIn = ({ asked }: Pick<Attempt, 'asked'>): Facts | undefined =>
  asked.find(({ endpoint }) => endpoint === 'authorization')?.facts;

export const exchangeIn = ({ asked }: Pick<Attempt, 'asked'>): Facts | undefined =>
  asked.find(
    ({ endpoint, facts }) => endpoint === 'token' && facts['grant_type'] === 'authorization_code',
  )?.facts;

/** How it said who it is, and how it showed its token. */
export function checkSignIn(t: Trial, attempt: Attempt): void {
  const exchange = exchangeIn(attempt);
  if (exchange) {
    const { auth_method } = t.client;
    t.note(
      'sign_in.as_registered',
      exchange['auth'] === auth_method && exchange['verifier'] === true,
      ['auth_methods', auth_method, String(exchange['auth'])],
      !exchange['verifier'] && ['no_code_verifier'],
    );
  }
  const shown = attempt.asked.filter(({ endpoint }) => endpoint === 'userinfo');
  if (shown.length === 0) {
    // Where nobody came in it may only not have come to that.
    if (attempt.inside) t.note('sign_in.token_in_header', 'not_applicable', ['no_userinfo']);
  } else
    t.note(
      'sign_in.token_in_header',
      shown.every(({ facts }) => facts['in_header'] === true && facts['in_query'] === false),
    );
}

/** What FAPI 2.0 asks for besides, of a client that is registered for it. */
export function checkStrict(t: Trial, attempts: readonly Attempt[]): void {
  if (t.client.profile !== 'strict') return;
  const all = attempts.flatMap(({ asked }) => asked);
  const at = (...endpoints: string[]) =>
    all.filter(({ endpoint }) => endpoints.includes(endpoint)).map(({ facts }) => facts);
  const inFront = at('authorization').flatMap((facts) => facts['in_front'] as string[]);
  const others = inFront.filter((name) => name !== 'client_id' && name !== 'request_uri');
  // What it did not come to, since something before went wrong, stays as not reached.
  if (at('authorization').length > 0)
    t.note(
      'strict.par',
      others.length === 0 && inFront.includes('request_uri'),
      others.length > 0 && ['in_address', [...new Set(others)].join(' ')],
    );
  const proving = at('token', 'userinfo');
  if (proving.length > 0) {
    const proved = proving.every((facts) => facts['dpop'] === true);
    t.note('strict.dpop', proved, ['requests', proving.length]);
  }
  // Proofs may come with a pushed request too (RFC 9449 §10.1).
  const proofs = [...proving, ...at('pushed').filter((facts) => facts['dpop'] === true)];
  if (proofs.length > 0)
    t.note('strict.dpop_fresh', allDiffer(proofs.map((facts) => facts['dpop_jti'])));
  const saying = at('token', 'pushed');
  if (saying.length > 0) {
    t.note(
      'strict.assertion',
      saying.every(
        ({ auth, assertion_aud }) =>
          auth === 'private_key_jwt' && String(assertion_aud) === t.world.issuer,
      ),
      ['audience_is_issuer'],
    );
    t.note('strict.assertion_fresh', allDiffer(saying.map((facts) => facts['assertion_jti'])));
  }
}

const allDiffer = (values: readonly unknown[]): boolean =>
  values.length > 0 && values.every(Boolean) && new Set(values).size === values.length;
