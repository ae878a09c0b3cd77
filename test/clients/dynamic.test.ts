// Longer than 250 lines on purpose: one endpoint, from a registration to its end, on one gateway.
/** Registration by programs (RFC 7591, RFC 7592): what is taken, what is refused and how, what a read says. */
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { codeOf } from '../oidc/rig.ts';
import {
  citizen,
  loopback,
  signInLocally,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { forms } from './forms.ts';
import { echo, initialToken, metadata, type Said, send } from './tokens.ts';

let g: TestGateway;
let reg: string;
let token: string;
let token_id: string;
beforeAll(async () => {
  g = await startTestGateway();
  reg = `${g.issuer}/reg`;
  ({ secret: token, id: token_id } = await initialToken(g.base, { most_uses: 1_000 }));
}, 60_000);
afterAll(() => g?.stop());

const register = (body: unknown = metadata(), by: string | undefined = token) =>
  send(reg, 'POST', by, body);

const publicJwk = async (kid: string) => {
  const { publicKey } = await generateKeyPair('ES256');
  return { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
};

describe('a program registers an application', () => {
  it('which is a draft of the department, and is told once what it proves itself by', async () => {
    const { status, headers, body } = await register();
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      client_name: '公积金查询',
      redirect_uris: ['https://yb.example/callback'],
      scope: 'openid profile',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      subject_type: 'pairwise',
      id_token_signed_response_alg: 'ES256',
      client_secret_expires_at: 0,
      client_id_issued_at: Math.floor(g.clock.now().getTime() / 1_000),
      registration_client_uri: `${reg}/${body.client_id}`,
      songhua_state: 'draft',
      songhua_profile: 'standard',
    });
    for (const secret of [body.client_secret, body.registration_access_token])
      expect(secret).toMatch(/^[\w-]{43}$/);
    const row = await clients.read(g.base, body.client_id);
    expect(row).toMatchObject({ state: 'draft', sector: body.client_id, networks: loopback });
    expect(row?.department_names['zh-CN']).toBe('省政务服务局');
  });

  it('by its name in several languages, or by none', async () => {
    const named = await register(
      metadata({ 'client_name#ko': '공적금', 'client_name#en-GB': 'Housing fund' }),
    );
    expect((await clients.read(g.base, named.body.client_id))?.names).toEqual({
      ...{ 'zh-CN': '公积金查询', ko: '공적금', en: 'Housing fund' },
    });
    const { client_name: _, ...nameless } = metadata();
    const { body } = await register(nameless);
    expect(body['client_name']).toBe(body.client_id);
  });

  it('that is strict by any word for it, and then proves itself by a key', async () => {
    const keys = {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [await publicJwk('strict')] },
    };
    for (const word of [
      { songhua_profile: 'strict' },
      { dpop_bound_access_tokens: true },
      { require_pushed_authorization_requests: true },
    ]) {
      const { status, body } = await register(metadata({ ...keys, ...word }));
      expect([status, body['songhua_profile']]).toEqual([201, 'strict']);
      expect(body).toMatchObject({ dpop_bound_access_tokens: true });
      expect(body.client_secret).toBeUndefined();
    }
    const { body } = await register(metadata({ songhua_profile: 'strict' }));
    expect([body.error, field(body)]).toEqual([
      'invalid_client_metadata',
      'token_endpoint_auth_method',
    ]);
    const weak = { ...keys, songhua_profile: 'standard', dpop_bound_access_tokens: true };
    expect(field((await register(metadata(weak))).body)).toBe('dpop_bound_access_tokens');
  });

  it('with members that nobody here knows, which are ignored', async () => {
    const { status, body } = await register(
      metadata({
        ...{ tos_uri: 'https://yb.example/tos', software_id: 'x', contacts: ['a@b.example'] },
        ...{ sector: 'hall', level_floor: 0, networks: ['10.0.0.0/8'], department_code: '220000' },
      }),
    );
    expect(status).toBe(201);
    for (const unknown of ['tos_uri', 'software_id', 'contacts', 'sector'])
      expect(body).not.toHaveProperty(unknown);
    expect(await clients.read(g.base, body.client_id)).toMatchObject({
      sector: body.client_id,
      networks: loopback,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a wildcard', { redirect_uris: ['https://yb.example/*'] }, 'redirect_uris'],
    ['a fragment', { redirect_uris: ['https://yb.example/#x'] }, 'redirect_uris'],
    ['http', { redirect_uris: ['http://yb.example/callback'] }, 'redirect_uris'],
    ['no address', { redirect_uris: [] }, 'redirect_uris'],
    ['a text for a list', { redirect_uris: 'https://yb.example/' }, 'redirect_uris'],
    ['21 of them', { redirect_uris: Array(21).fill('https://yb.example/') }, 'redirect_uris'],
    ['implicit', { grant_types: ['implicit'] }, 'grant_types'],
    ['a token for an answer', { response_types: ['token'] }, 'response_types'],
    ['a hybrid', { response_types: ['code id_token'] }, 'response_types'],
    ['nothing for an answer', { response_types: [] }, 'response_types'],
    ['an unknown scope', { scope: 'openid everything' }, 'scope'],
    ['people without openid', { scope: 'profile' }, 'scope'],
    ['public subjects', { subject_type: 'public' }, 'subject_type'],
    ['HS256', { id_token_signed_response_alg: 'HS256' }, 'id_token_signed_response_alg'],
    ['a long name', { client_name: '名'.repeat(61) }, 'client_name'],
    ['an empty name', { 'client_name#ko': ' ' }, 'client_name'],
    ['a negative age', { default_max_age: -1 }, 'default_max_age'],
    ['a truth in words', { require_auth_time: 'yes' }, 'require_auth_time'],
    ['no keys', { token_endpoint_auth_method: 'private_key_jwt' }, 'jwks'],
    ['a private key', { jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, 'jwks'],
    [
      'a secret of both',
      { token_endpoint_auth_method: 'client_secret_jwt' },
      'token_endpoint_auth_method',
    ],
    [
      'a private network',
      { backchannel_logout_uri: 'https://10.1.2.3/out' },
      'backchannel_logout_uri',
    ],
  ])('%s is refused with the member named, and takes no use', async (_what, changes, member) => {
    const before = await usesOf(token_id);
    const { status, headers, body } = await register(metadata(changes));
    const error = member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata';
    expect([status, body.error, field(body)]).toEqual([400, error, member]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await usesOf(token_id)).toBe(before);
  });

  it('all that is wrong is named at once, with what would be right, and nothing of it is said back', async () => {
    const secret = 'a-secret-that-slipped-in';
    const { status, body } = await register(
      metadata({
        ...{ redirect_uris: ['https://yb.example/ok', `https://yb.example/#${secret}`] },
        ...{ client_name: '', scope: `openid ${secret}`, response_types: [secret] },
        ...{ jwks: { keys: [{ kty: 'oct', kid: secret, k: secret }] }, default_max_age: -1 },
        ...{ id_token_signed_response_alg: secret, subject_type: secret, [secret]: secret },
        backchannel_logout_uri: `http://${secret}.example/`,
      }),
    );
    expect([status, body.error]).toEqual([400, 'invalid_client_metadata']);
    const { error_description: said = '' } = body;
    for (const member of [
      'client_name: This has to be given.',
      'redirect_uris: Line 2: it must have no #',
      'scope: There are only these scopes: openid ',
      "response_types: With authorization_code it is ['code']",
      'jwks: Line 1: A private or shared key is in it.',
      'default_max_age: Write whole seconds',
      'id_token_signed_response_alg: Choose one of these: ES256, RS256.',
      'subject_type: Choose one of these: pairwise.',
      'backchannel_logout_uri: ',
    ])
      expect(said).toContain(member);
    expect(JSON.stringify(body)).not.toContain(secret);
    // RFC 6749 §5.2.
    expect(said).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/);
  });

  it.each([
    ['a form', 'client_name=x', 'application/x-www-form-urlencoded'],
    ['half of an object', '{"redirect_uris": [', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['a NUL', '{"client_name": "a\\u0000"}', 'application/json'],
  ])('%s for a body is refused', async (_what, body, type) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const response = await fetch(reg, { method: 'POST', headers, body });
    expect([response.status, ((await response.json()) as Said['body']).error]).toEqual([
      400,
      'invalid_client_metadata',
    ]);
  });

  it('is told in OAuth’s terms what a body costs that is too large, and which methods there are', async () => {
    const { status, body } = await register(metadata({ tos_uri: 'x'.repeat(70_000) }));
    expect([status, body.error]).toEqual([413, 'invalid_request']);
    expect((await fetch(reg, { headers: { accept: 'application/json' } })).status).toBe(405);
  });
});

describe('a library', () => {
  it('openid-client finds the endpoint, registers and reads what came of it', async () => {
    const config = await client.dynamicClientRegistration(
      new URL(g.issuer),
      metadata() as Partial<client.ClientMetadata>,
      undefined,
      { initialAccessToken: token, execute: [client.allowInsecureRequests] },
    );
    expect(config.serverMetadata()['registration_endpoint']).toBe(reg);
    const told = config.clientMetadata();
    expect(told).toMatchObject({ scope: 'openid profile', songhua_state: 'draft' });
    expect((await clients.read(g.base, told.client_id))?.secrets).toHaveLength(1);
    await expect(
      client.dynamicClientRegistration(
        new URL(g.issuer),
        { redirect_uris: ['https://elsewhere.example/'] },
        undefined,
        { initialAccessToken: token, execute: [client.allowInsecureRequests] },
      ),
    ).rejects.toMatchObject({ error: 'invalid_redirect_uri' });
  });
});

describe('an application looks after its registration', () => {
  it('reads it as it stands, without any secret', async () => {
    const { body: told } = await register();
    const { status, headers, body } = await send(
      told.registration_client_uri,
      'GET',
      told.registration_access_token,
    );
    const {
      client_secret: _,
      client_secret_expires_at: __,
      registration_access_token: ___,
      ...rest
    } = told;
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual(rest);
  });

  it('replaces it: what is not said is as if it had never been, and the token is another one', async () => {
    const { body: told } = await register(
      metadata({
        client_uri: 'https://yb.example/',
        post_logout_redirect_uris: ['https://yb.example/'],
      }),
    );
    const { client_uri: _, ...left } = echo(told, { default_max_age: 600 }) as Record<
      string,
      unknown
    >;
    const put = await send(told.registration_client_uri, 'PUT', told.registration_access_token, {
      ...left,
      client_secret: told.client_secret,
    });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({
      default_max_age: 600,
      post_logout_redirect_uris: ['https://yb.example/'],
    });
    for (const gone of ['client_uri', 'client_secret', 'songhua_asked'])
      expect(put.body).not.toHaveProperty(gone);
    expect(put.body.registration_access_token).not.toBe(told.registration_access_token);
    const by = (token: string) => send(told.registration_client_uri, 'GET', token);
    expect((await by(told.registration_access_token)).status).toBe(401);
    expect((await by(put.body.registration_access_token)).status).toBe(200);
    // All of one instant of a clock that stands still: in no order.
    expect(await kindsOf(told.client_id)).toEqual([
      ...['client.changed', 'client.drafted', 'client.registered_by_program'],
      ...['client.secret_added', 'client.token_turned'],
    ]);
  });

  it('gets a secret when it is to have one from now on', async () => {
    const { body: told } = await register(metadata({ token_endpoint_auth_method: 'none' }));
    expect(told.client_secret).toBeUndefined();
    const put = await send(
      told.registration_client_uri,
      'PUT',
      told.registration_access_token,
      echo(told, { token_endpoint_auth_method: 'client_secret_basic' }),
    );
    expect(put.body.client_secret).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['the id of another one', { client_id: 'hall' }, 'client_id'],
    ['a secret of its own', { client_secret: 'chosen' }, 'client_secret'],
    ['what is not sent back', { client_id_issued_at: 1 }, 'client_id_issued_at'],
    ['a token of its own', { registration_access_token: 'x' }, 'registration_access_token'],
    ['what cannot stand', { redirect_uris: ['http://yb.example/'] }, 'redirect_uris'],
  ])(
    'may not say %s, and then everything is as it was, its token too',
    async (_what, said, member) => {
      const { body: told } = await register();
      const at = told.registration_client_uri;
      const put = await send(at, 'PUT', told.registration_access_token, echo(told, said));
      expect([put.status, field(put.body)]).toEqual([400, member]);
      expect((await send(at, 'GET', told.registration_access_token)).body).toMatchObject(
        echo(told),
      );
    },
  );

  it('gives it up, and nobody can look after it any more', async () => {
    const { body: told } = await register();
    const at = told.registration_client_uri;
    const gone = await send(at, 'DELETE', told.registration_access_token);
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([204, 'no-store']);
    expect((await clients.read(g.base, told.client_id))?.state).toBe('retired');
    for (const method of ['GET', 'DELETE'] as const)
      expect((await send(at, method, told.registration_access_token)).status).toBe(401);
    expect(await kindsOf(told.client_id)).toContain('client.abandoned');
  });
});

describe('an application that is live', () => {
  /** Registered, handed in, approved and opened. */
  async function live(): Promise<Said['body']> {
    const { body } = await register();
    const staff = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000001' } as const;
    const { names: _, redirect_uris: __, scopes: ___, ...rest } = forms(body.client_id);
    await clients.change(g.base, body.client_id, rest, staff);
    const passed = async () => ({ points: 41 });
    const change_id = await clients.submit(g.base, body.client_id, { actor: staff }, passed);
    const waiting = await send(
      body.registration_client_uri,
      'PUT',
      body.registration_access_token,
      echo(await told(body), { redirect_uris: ['https://yb.example/other'] }),
    );
    // What was submitted is what is looked at.
    expect([waiting.status, waiting.body.error]).toEqual([403, 'unauthorized_client']);
    await clients.admit(g.base, { client_id: body.client_id, change_id }, staff);
    await clients.goLive(g.base, body.client_id, staff);
    return body;
  }

  const told = async (body: Said['body']) =>
    (await send(body.registration_client_uri, 'GET', body.registration_access_token)).body;

  it('changes alone what its owner may, and asks for the rest, which stands until two agreed', async () => {
    const body = await live();
    const at = body.registration_client_uri;
    const wanted = { redirect_uris: ['https://yb.example/other'], default_max_age: 60 };
    const put = await send(
      at,
      'PUT',
      body.registration_access_token,
      echo(await told(body), wanted),
    );
    expect([put.status, put.body['songhua_asked']]).toEqual([200, ['redirect_uris']]);
    expect(put.body).toMatchObject({
      default_max_age: 60,
      redirect_uris: ['https://yb.example/callback'],
    });
    const change = await clients.openChange(g.base, body.client_id);
    expect(change).toMatchObject({ fields: ['redirect_uris'], asked_by_kind: 'client' });
    // One change waits at a time.
    const again = await send(
      at,
      'PUT',
      put.body.registration_access_token,
      echo(await told(put.body), { redirect_uris: ['https://yb.example/third'] }),
    );
    expect([again.status, again.body.error]).toEqual([409, 'invalid_request']);
    expect((await send(at, 'GET', put.body.registration_access_token)).status).toBe(200);
  });

  it('does not end itself: its day is set by two, and people are told', async () => {
    const body = await live();
    const at = body.registration_client_uri;
    const { status, body: said } = await send(at, 'DELETE', body.registration_access_token);
    expect([status, said.error]).toEqual([403, 'unauthorized_client']);
    expect((await clients.read(g.base, body.client_id))?.state).toBe('live');
    expect((await send(at, 'GET', body.registration_access_token)).status).toBe(200);
  });
});

describe('in a sandbox', () => {
  let sandbox: TestGateway;
  let party: RelyingParty;
  beforeAll(async () => {
    sandbox = await startTestGateway({ env: { SANDBOX: 'true' } });
    party = await startRelyingParty('registered');
  }, 60_000);
  afterAll(async () => {
    await party?.stop();
    await sandbox?.stop();
  });

  it('people sign in through an application the moment after it was registered', async () => {
    const { secret } = await initialToken(sandbox.base);
    const { body } = await send(`${sandbox.issuer}/reg`, 'POST', secret, {
      redirect_uris: [party.redirect_uri],
      backchannel_logout_uri: party.backchannel_logout_uri,
      scope: 'openid profile',
    });
    const own = { ...party, id: body.client_id, secret: body.client_secret as string };
    const address = new URL(party.ask(sandbox.issuer, { scope: 'openid profile' }).address);
    address.searchParams.set('client_id', own.id);
    const who = visitor();
    const person = await citizen(sandbox.base, 'sandbox-1');
    const page = await signInLocally(who, address.href, person);
    expect(codeOf(page)).toMatch(/.{20}/);
    await send(body.registration_client_uri, 'DELETE', body.registration_access_token);
    expect((await who.open(address)).status).toBe(410);
  });
});

describe('whoever asks too often', () => {
  it('waits, and is told how long: with one token 60 times a minute', async () => {
    const { secret } = await initialToken(g.base);
    const answers: Said[] = [];
    // The limiter reads the clock of the process: a minute may end in between, twice it does not.
    while (answers.length < 125 && answers.at(-1)?.status !== 429)
      answers.push(await register(metadata({ subject_type: 'public' }), secret));
    const last = answers.at(-1) as Said;
    expect([last.status, last.body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers.length).toBeGreaterThan(60);
    // Another token of the same network goes on.
    expect((await register(metadata(), (await initialToken(g.base)).secret)).status).toBe(201);
  });
});

describe('what is written of it', () => {
  it('is in the log of requests of the application, and in the metrics', async () => {
    const { body } = await register();
    const at = body.registration_client_uri;
    await send(at, 'GET', body.registration_access_token);
    await send(at, 'PUT', body.registration_access_token, echo(body, { scope: 'openid x' }));
    const log = await vi.waitFor(async () => {
      const log = await clients.requestsOf(g.base, body.client_id, { limit: 10 });
      expect(log).toHaveLength(3);
      return log;
    }, 10_000);
    expect(log.map(({ endpoint, outcome, reason }) => [endpoint, outcome, reason])).toEqual([
      ['registration', 'refused', 'invalid_client_metadata'],
      ['registration', 'ok', null],
      ['registration', 'ok', null],
    ]);
    const metrics = await (await fetch(`${g.issuer}/metrics`)).text();
    expect(metrics).toMatch(/songhua_registrations_total\{act="register",outcome="ok"\} \d/);
    expect(metrics).toMatch(
      /songhua_registrations_total\{act="replace",outcome="clients.bad_metadata"\} \d/,
    );
  });
});

/** The member that an error names. */
const field = ({ error_description = '' }: Said['body']) => error_description.split(':')[0];

const usesOf = async (id: string) =>
  (await g.base.db('initial_tokens').where({ id }).pluck('uses'))[0] as number;

const kindsOf = async (id: string) =>
  (await auditTrail(g.base))
    .filter((event) => event.object_id === id)
    .map(({ kind }) => kind)
    .sort();
