// Longer than 250 lines on purpose: all that a program must not come to, on two nodes that are started once.
/**
 * Never 4 and 5, of registrations by programs: a token that is over registers nothing, one use is one
 * application on however many nodes, nothing comes in beyond the policy that two people agreed to, no
 * read gives a secret, and what was registered lets nobody in before it is live.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/index.ts';
import * as clients from '../../src/clients/clients.ts';
import * as tokens from '../../src/clients/dynamic/initial-tokens.ts';
import * as browse from '../../src/departments/browse.ts';
import * as departments from '../../src/departments/departments.ts';
import { type Gateway, startGateway } from '../../src/main.ts';
import { echo, initialToken, metadata, policy, type Said, send } from '../clients/tokens.ts';
import { post } from '../oidc/rig.ts';
import { seedStaff } from '../staff/people.ts';
import { freePort, gatewayEnv, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

const DAY = 86_400_000;
const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

const none = async () => false;

let g: TestGateway;
let other: Gateway;
let nodes: string[];
const dir = mkdtempSync(join(tmpdir(), 'songhua-node-'));
beforeAll(async () => {
  g = await startTestGateway();
  const port = await freePort();
  const env = { ...gatewayEnv(g, port, dir), ISSUER: g.issuer };
  other = await startGateway(readConfig(env), { clock: g.clock, log: pino({ level: 'silent' }) });
  nodes = [g.issuer, `http://localhost:${port}`];
  const fund = { code: '220000-fund', parent_code: '220000', kind: 'department' } as const;
  await departments.add(g.base, { ...fund, names: words('公积金') });
}, 60_000);
afterAll(async () => {
  await other?.stop();
  await g?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const register = (
  token: string | undefined,
  changes: Record<string, unknown> = {},
  node = g.issuer,
) => send(`${node}/reg`, 'POST', token, metadata(changes));

const applications = async () => (await g.base.db('clients').pluck('id')).length;

/** Everything that an answer tells, but for the number of the request. */
const answerOf = ({ status, headers, body: { request_id: _, ...body } }: Said) => ({
  ...{ status, body, challenge: headers.get('www-authenticate') },
  cache: headers.get('cache-control'),
});

const refused = {
  status: 401,
  challenge: 'Bearer realm="songhua", error="invalid_token"',
  cache: 'no-store',
  body: {
    error: 'invalid_token',
    error_description: expect.any(String),
    code: 'clients.token_refused',
  },
};

describe('an initial token', () => {
  it.each<[string, (token: { id: string; secret: string; by: string }) => Promise<unknown>]>([
    ['spent', ({ secret }) => register(secret)],
    ['expired', async () => g.clock.set(new Date(g.clock.now().getTime() + DAY))],
    ['revoked', ({ id, by }) => tokens.revoke(g.base, id, by)],
  ])('that is %s registers nothing, on no node, and the trail says so', async (why, end) => {
    const token = await initialToken(g.base, { most_uses: 1 });
    await end(token);
    const before = await applications();
    const answers = [];
    for (const node of nodes) answers.push(answerOf(await register(token.secret, {}, node)));
    // As one that was never there.
    const never = answerOf(await register('A'.repeat(43)));
    expect([...answers, never]).toEqual([refused, refused, refused]);
    expect(await applications()).toBe(before);
    const events = (await auditTrail(g.base)).filter(
      ({ kind, object_id }) => kind === 'initial_token.refused' && object_id === token.id,
    );
    expect(events).toMatchObject(
      nodes.map(() => ({ outcome: 'refused', code: 'clients.token_refused', detail: { why } })),
    );
  });

  it('that is not shown, or not in the header, registers nothing', async () => {
    const { secret } = await initialToken(g.base);
    const none = await register(undefined);
    expect(answerOf(none)).toMatchObject({ status: 401, challenge: 'Bearer realm="songhua"' });
    const query = await send(
      `${g.issuer}/reg?access_token=${secret}`,
      'POST',
      undefined,
      metadata(),
    );
    const body = await register(undefined, { access_token: secret });
    expect([query.status, body.status]).toEqual([401, 401]);
  });

  it('registers for its own department and no other, whatever is said', async () => {
    const { secret } = await initialToken(g.base, { department_code: '220000-fund' });
    const { body } = await register(secret, {
      ...{ department_code: '220000-hall', department: '220000-hall', department_id: 'x' },
    });
    const row = await clients.read(g.base, body.client_id);
    expect(row?.department_names['zh-CN']).toBe('公积金');
  });

  it('whose department was closed registers nothing', async () => {
    const code = '220000-gone';
    await departments.add(g.base, {
      code,
      parent_code: '220000',
      kind: 'department',
      names: words('撤'),
    });
    const { secret } = await initialToken(g.base, { department_code: code });
    const { id, version } = (await browse.byCode(g.base, code)) as browse.Node;
    await departments.close(
      g.base,
      { id, version, actor: { kind: 'system' } },
      { sources: none, clients: none, staff: none, records: none },
    );
    expect(answerOf(await register(secret))).toEqual(refused);
  });

  it('is no key to what another one registered, nor is a token of one application to another', async () => {
    const { secret } = await initialToken(g.base);
    const [one, two] = [(await register(secret)).body, (await register(secret)).body];
    for (const [at, token] of [
      [one.registration_client_uri, secret],
      [one.registration_client_uri, two.registration_access_token],
      [`${g.issuer}/reg/hall`, one.registration_access_token],
      [`${g.issuer}/reg/nobody`, one.registration_access_token],
    ] as const)
      for (const method of ['GET', 'PUT', 'DELETE'] as const) {
        const body = method === 'PUT' ? echo(one) : undefined;
        expect(answerOf(await send(at, method, token, body))).toEqual(refused);
      }
    expect(
      answerOf(await send(`${g.issuer}/reg`, 'POST', one.registration_access_token, metadata())),
    ).toEqual(refused);
  });

  it('of one use is one application, though two nodes see it in the same millisecond', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, secret } = await initialToken(g.base, { most_uses: 1 });
      const before = await applications();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, at) => register(secret, {}, nodes[at % 2])),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
      expect(await applications()).toBe(before + 1);
      expect(await g.base.db('initial_tokens').where({ id }).pluck('uses')).toEqual([1]);
      const won = answers.find(({ status }) => status === 201)?.body as Said['body'];
      const own = await send(won.registration_client_uri, 'GET', won.registration_access_token);
      expect(own.status).toBe(200);
    }
  }, 60_000);

  it('is taken once, though two take it at once', async () => {
    const { staff_id: by } = await seedStaff(g.base);
    const department_id = (await departments.idOf(g.base, '220000-hall')) as string;
    const id = await tokens.grant(
      g.base,
      { department_id, policy: policy(), most_uses: 1, days: 1 },
      { approval_id: by, actor: { kind: 'staff', id: by } },
    );
    const taken = await Promise.allSettled([1, 2, 3, 4].map(() => tokens.take(g.base, id, by)));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of taken)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'clients.token_taken' });
  });
});

/** What lies beyond the policy of the tokens of this file, and the member that says it. */
const beyond: [string, Record<string, unknown>, string][] = [
  ['a scope', { scope: 'openid idno' }, 'scope'],
  ['a grant', { grant_types: ['authorization_code', 'client_credentials'] }, 'grant_types'],
  ['a host', { redirect_uris: ['https://elsewhere.example/callback'] }, 'redirect_uris'],
  ['a host below', { redirect_uris: ['https://x.yb.example/callback'] }, 'redirect_uris'],
  ['a host with a dot more', { redirect_uris: ['https://yb.example./callback'] }, 'redirect_uris'],
  [
    'one host of two',
    { redirect_uris: ['https://yb.example/', 'https://elsewhere.example/'] },
    'redirect_uris',
  ],
  [
    'a host for what is told',
    { backchannel_logout_uri: 'https://elsewhere.example/' },
    'backchannel_logout_uri',
  ],
  [
    'a host after sign-out',
    { post_logout_redirect_uris: ['https://elsewhere.example/'] },
    'post_logout_redirect_uris',
  ],
  ['a host of keys', { jwks_uri: 'https://elsewhere.example/jwks' }, 'jwks_uri'],
  [
    'a host to begin at',
    { initiate_login_uri: 'https://elsewhere.example/' },
    'initiate_login_uri',
  ],
  ['a home', { client_uri: 'https://elsewhere.example/' }, 'client_uri'],
  [
    'a way to prove itself',
    { token_endpoint_auth_method: 'client_secret_post' },
    'token_endpoint_auth_method',
  ],
  [
    'a scheme of an app',
    { application_type: 'native', redirect_uris: ['cn.elsewhere.app:/cb'] },
    'redirect_uris',
  ],
];

describe('the policy that two people agreed to', () => {
  it.each(beyond)('%s beyond it is not registered', async (_what, changes, member) => {
    const { secret } = await initialToken(g.base);
    const before = await applications();
    const { status, body } = await register(secret, changes);
    expect([status, body['code'], body.error_description?.split(':')[0]]).toEqual([
      ...[400, 'clients.beyond_token', member],
    ]);
    expect(await applications()).toBe(before);
  });

  it.each(beyond)(
    '%s beyond it does not come in by a replacement either',
    async (_what, changes, member) => {
      const { secret } = await initialToken(g.base);
      const { body: told } = await register(secret);
      const before = await clients.read(g.base, told.client_id);
      const put = await send(
        told.registration_client_uri,
        'PUT',
        told.registration_access_token,
        echo(told, changes),
      );
      expect([put.status, put.body.error_description?.split(':')[0]]).toEqual([400, member]);
      expect(await clients.read(g.base, told.client_id)).toEqual(before);
    },
  );

  it('holds of the profile, and what is not a program’s to say is not heard in a replacement', async () => {
    const { secret } = await initialToken(g.base, { profiles: ['strict'] });
    const weak = await register(secret, { songhua_profile: 'standard' });
    expect(weak.body.error_description).toMatch(/^songhua_profile:/);
    const loose = await initialToken(g.base, { level_floor: 2 });
    const { body: told } = await register(loose.secret);
    const put = await send(told.registration_client_uri, 'PUT', told.registration_access_token, {
      ...echo(told),
      ...{
        sector: 'hall',
        department_code: '220000-fund',
        level_floor: 0,
        networks: ['10.0.0.0/8'],
      },
      ...{ state: 'live', songhua_state: 'live', claims: [], accepted_sources: ['local'] },
    });
    expect([put.status, put.body['songhua_state']]).toEqual([200, 'draft']);
    const row = await clients.read(g.base, told.client_id);
    expect(row).toMatchObject({
      ...{ sector: told.client_id, state: 'draft', level_floor: 2, accepted_sources: null },
      networks: policy().networks,
    });
    expect(row?.department_names['zh-CN']).toBe('省政务服务局');
  });

  it('names no sector of another department: nobody comes into that', async () => {
    const { body } = await register((await initialToken(g.base, { sector: 'fund-shared' })).secret);
    expect((await clients.read(g.base, body.client_id))?.sector).toBe('fund-shared');
    await expect(
      initialToken(g.base, { department_code: '220000-fund', sector: 'fund-shared' }),
    ).rejects.toMatchObject({ code: 'clients.bad_token', detail: { field: 'sector' } });
  });
});

describe('a replacement', () => {
  it('with one token is one, though two nodes see it at once; the token of the winner works', async () => {
    const { secret } = await initialToken(g.base);
    for (let round = 0; round < 5; round++) {
      const { body: told } = await register(secret);
      const path = new URL(told.registration_client_uri).pathname;
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, at) =>
          send(
            `${nodes[at % 2]}${path}`,
            'PUT',
            told.registration_access_token,
            echo(told, { default_max_age: at + 1 }),
          ),
        ),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
      const body = (won[0] as Said).body;
      const stands = await send(
        told.registration_client_uri,
        'GET',
        body.registration_access_token,
      );
      expect(stands.body['default_max_age']).toBe(body['default_max_age']);
    }
  }, 60_000);
});

describe('what is kept and read', () => {
  it('has no secret and no token in clear: not in an answer to a read, not in a row, not in the trail', async () => {
    const { secret, id } = await initialToken(g.base);
    const { body: told } = await register(secret);
    const read = await send(told.registration_client_uri, 'GET', told.registration_access_token);
    const secrets = [secret, told.registration_access_token, told.client_secret as string];
    const { rows } = await g.base.db.raw(
      `select t::text as row from initial_tokens t where id = ?
       union all select t::text from dynamic_registrations t where client_id = ?
       union all select t::text from client_secrets t where client_id = ?
       union all select t::text from clients t where id = ?
       union all select t::text from audit_events t where object_id in (?, ?)`,
      [id, told.client_id, told.client_id, told.client_id, id, told.client_id],
    );
    expect(rows.length).toBeGreaterThan(6);
    for (const one of secrets) expect(JSON.stringify([read.body, rows])).not.toContain(one);
    expect(read.body).not.toHaveProperty('client_secret');
    expect(read.body).not.toHaveProperty('registration_access_token');
  });

  it('of an application whose initial token was revoked is read by no token any more, and stays', async () => {
    const { secret, id, by } = await initialToken(g.base);
    const { body: told } = await register(secret);
    expect(await tokens.revoke(g.base, id, by)).toBe(true);
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const body = method === 'PUT' ? echo(told) : undefined;
      const answer = await send(
        told.registration_client_uri,
        method,
        told.registration_access_token,
        body,
      );
      expect(answerOf(answer)).toEqual(refused);
    }
    expect((await clients.read(g.base, told.client_id))?.state).toBe('draft');
    const [event] = (await auditTrail(g.base)).filter(
      ({ kind, object_id }) => kind === 'initial_token.revoked' && object_id === id,
    );
    expect(event).toMatchObject({ actor_id: by, detail: { applications: 1 } });
  });
});

describe('an application that a program registered', () => {
  it('lets nobody in before it is live: no page, no code, no token, on no node', async () => {
    const { secret, id } = await initialToken(g.base);
    const { body: told } = await register(secret);
    const own = { id: told.client_id, secret: told.client_secret as string };
    for (const node of nodes) {
      const query = new URLSearchParams({
        ...{ client_id: own.id, response_type: 'code', scope: 'openid' },
        ...{ redirect_uri: 'https://yb.example/callback', state: 's' },
        ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
      });
      const page = await visitor().open(`${node}/auth?${query}`);
      expect([page.status, page.url.searchParams.has('code')]).toEqual([400, false]);
      for (const path of ['/token', '/introspect', '/par']) {
        const { status, body } = await post(node + path, own, {
          grant_type: 'authorization_code',
          code: 'x',
        });
        expect([path, status, body.error]).toEqual([path, 401, 'invalid_client']);
      }
    }
    const trail = (await auditTrail(g.base)).filter(({ client_id }) => client_id === own.id);
    expect(trail.find(({ kind }) => kind === 'client.registered_by_program')).toMatchObject({
      ...{ actor_kind: 'client', actor_id: own.id, outcome: 'ok' },
      detail: { initial_token_id: id },
    });
    expect(trail.map(({ kind }) => kind)).not.toContain('session.joined');
  });
});
