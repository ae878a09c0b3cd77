/** What the owner of a client reads of its own requests, and what the log never does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { withoutValues } from '../../src/oidc/request-notes.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { post, signOut } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

describe('the log of a gateway', () => {
  let g: TestGateway;
  let person: Citizen;
  beforeAll(async () => {
    g = await startTestGateway();
    person = await citizen(g.base, 'log-reader');
  });
  afterAll(() => g?.stop());
  beforeEach(async () => {
    // Each has the allowance of a minute of its own.
    g.clock.advance(60_000);
    await g.base.db('client_requests').delete();
  });

  /** The log as its owner reads it, once the job has written that many; the oldest first. */
  const logged = (client_id: string, count: number) =>
    vi.waitFor(
      async () => {
        const found = await clients.requestsOf(g.base, client_id, { limit: 100 });
        expect(found).toHaveLength(count);
        return found.reverse();
      },
      { timeout: 10_000, interval: 50 },
    );

  it('has each step of a sign-in, refresh and sign-out that went well', async () => {
    const who = visitor();
    const tokens = await tokensOf(g, g.hall, who, person);
    await g.hall.userinfo(g.issuer, tokens.access_token as string);
    await g.hall.refresh(g.issuer, tokens.refresh_token as string);
    await signOut(g, who, tokens.id_token as string);
    // Asked, signed in and come back, exchanged, read, refreshed, asked to end.
    expect(
      (await logged('hall', 6)).map(({ endpoint, outcome, proved }) => [endpoint, outcome, proved]),
    ).toEqual([
      ['authorization', 'ok', false],
      ['authorization', 'ok', false],
      ['token', 'ok', true],
      ['userinfo', 'ok', true],
      ['token', 'ok', true],
      ['end_session', 'ok', false],
    ]);
  });

  it('tells the owner why an exchange was refused, which the answer itself does not', async () => {
    const { address } = g.hall.ask(g.issuer);
    const who = visitor();
    await tokensOf(g, g.hall, who, person);
    const code = (await who.open(address)).url.searchParams.get('code') as string;
    const wrong = await g.hall.exchange(g.issuer, code, 'w'.repeat(43));
    expect(wrong.body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'grant request is invalid',
    });
    const last = (await logged('hall', 5)).at(-1);
    expect(last).toMatchObject({
      endpoint: 'token',
      outcome: 'refused',
      status: 400,
      proved: true,
      error: 'invalid_grant',
      reason: 'pkce_wrong',
      description: 'code_verifier does not match code_challenge',
    });
    expect(last?.request_id).toMatch(/^[\w-]{8,}$/);
  });

  it.each([
    [
      'an address that is not registered',
      { redirect_uri: 'https://elsewhere.example/' },
      'invalid_redirect_uri',
      ['https://elsewhere.example/'],
    ],
    ['a scope that is not approved', { scope: 'openid records' }, 'invalid_scope', ['records']],
    ['no PKCE', { code_challenge: '', code_challenge_method: '' }, 'pkce_missing', []],
    ['no response_type', { response_type: '' }, 'missing_parameter', ['response_type']],
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type', ['token']],
    ['prompt=none with nobody signed in', { prompt: 'none' }, 'login_required', []],
  ])(
    'has a request to sign in that was refused, and what of it: %s',
    async (_, params, reason, named) => {
      await visitor().open(g.hall.ask(g.issuer, params).address);
      const [only] = await logged('hall', 1);
      expect(only).toMatchObject({
        endpoint: 'authorization',
        outcome: 'refused',
        proved: false,
        reason,
        named,
      });
    },
  );

  it('names the grant_type, the scope and the address that were refused', async () => {
    const { hall, issuer } = g;
    await post(`${issuer}/token`, hall, { grant_type: 'password' });
    await post(`${issuer}/token`, hall, { grant_type: 'authorization_code', code: 'x' });
    const tokens = await tokensOf(g, hall, visitor(), person);
    const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) };
    await post(`${issuer}/token`, hall, { ...refresh, scope: 'openid records' });
    await visitor().open(
      `${issuer}/signout?client_id=hall&post_logout_redirect_uri=https://elsewhere.example/out`,
    );
    const rows = await logged('hall', 7);
    expect(
      rows
        .filter(({ outcome }) => outcome === 'refused')
        .map(({ endpoint, reason, named }) => [endpoint, reason, named]),
    ).toEqual([
      ['token', 'unsupported_grant_type', ['password']],
      ['token', 'missing_parameter', ['redirect_uri']],
      ['token', 'invalid_scope', ['records']],
      ['end_session', 'logout_uri', ['https://elsewhere.example/out']],
    ]);
  });

  it('has what a stranger tries with a wrong secret, said to be anybody', async () => {
    const guess = { id: 'hall', secret: 'not-the-secret' };
    await post(`${g.issuer}/token`, guess, { grant_type: 'client_credentials' });
    const [only] = await logged('hall', 1);
    expect(only).toMatchObject({
      endpoint: 'token',
      status: 401,
      proved: false,
      error: 'invalid_client',
      reason: 'wrong_secret',
    });
  });

  it('has nothing that a request said but names: no hint, no token, nothing of a person', async () => {
    const said = '220000199101010017';
    const { address } = g.hall.ask(g.issuer, { login_hint: said, prompt: said });
    await visitor().open(address);
    await logged('hall', 1);
    const rows = await g.base.db('client_requests').select('*');
    expect(JSON.stringify(rows)).not.toContain(said);
  });

  it('takes nothing from where a request came from: no word, no explanation, no name', async () => {
    const origin = 'https://client_id mismatch of li-si, redirect_uri, 1390013 8000 li.si@example';
    await fetch(`${g.issuer}/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'hall' }),
    });
    const [only] = await logged('hall', 1);
    expect(only).toMatchObject({
      ...{ error: 'invalid_request', reason: 'invalid_request', named: [], proved: false },
      description: 'origin … not allowed for client: …',
    });
  });

  it('is of a client alone: what one asks, the other never reads', async () => {
    await g.subhall.introspect(g.issuer, 'none');
    await logged('subhall', 1);
    expect(await clients.requestsOf(g.base, 'hall', { limit: 10 })).toEqual([]);
  });

  it('has no row of a client that nobody registered', async () => {
    await post(
      `${g.issuer}/token`,
      { id: 'nobody', secret: 'x' },
      { grant_type: 'client_credentials' },
    );
    await g.hall.introspect(g.issuer, 'none');
    await logged('hall', 1);
    expect(await g.base.db('client_requests').pluck('client_id')).toEqual(['hall']);
  });

  it('cannot be flooded by strangers, who hide nothing of what the client does', async () => {
    const guess = { id: 'hall', secret: 'not-the-secret' };
    for (let at = 0; at < 40; at += 1)
      await post(`${g.issuer}/token`, guess, { grant_type: 'client_credentials' });
    await g.hall.refresh(g.issuer, 'no-such-token');
    const rows = await logged('hall', 31);
    expect(rows.at(-1)).toMatchObject({ proved: true, reason: 'refresh_unknown' });
    const metrics = await (await fetch(`${g.issuer}/metrics`)).text();
    expect(metrics).toContain('songhua_client_requests_unlogged_total{why="often"} 10');
  });
});

describe('the words of a refusal', () => {
  // Looked through once: by going back in it at each letter, this would take minutes.
  it('are cleaned however long they are', () => {
    const long = 'a'.repeat(200_000);
    expect(withoutValues(`origin ${long} not allowed`, {})).toBe(`origin ${long} not allowed`);
    expect(withoutValues(`${long}@example to 13900138000\n`, {})).toBe('… to ……');
  });
});

describe('the log itself', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  afterAll(() => fresh.drop());
  beforeEach(() => fresh.base.db('client_requests').delete());

  const noted = (client_id: string) => ({
    ...{ client_id, endpoint: 'token' as const, status: 200, proved: true },
  });

  it('drops what does not fit, counts that, and waits for nobody', async () => {
    const log = clients.requestLog(fresh.base, { room: 3 });
    for (const id of ['a', 'b', 'c', 'd', 'e']) log.note(noted(id));
    expect(log.unlogged().get('full')).toBe(2);
    await log.flush();
    expect((await fresh.base.db('client_requests').pluck('client_id')).sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
    log.note(noted('f'));
    await log.flush();
    expect(await clients.requestsOf(fresh.base, 'f', { limit: 9 })).toHaveLength(1);
  });

  it('keeps what the database did not take, for the next time', async () => {
    const log = clients.requestLog(fresh.base);
    log.note(noted('kept'));
    await fresh.base.db.raw('alter table client_requests rename to gone');
    await expect(log.flush()).rejects.toThrow('does not exist');
    await fresh.base.db.raw('alter table gone rename to client_requests');
    await log.flush();
    await log.flush();
    expect(await clients.requestsOf(fresh.base, 'kept', { limit: 9 })).toHaveLength(1);
  });

  it('is read page by page, the newest first, none twice and none left out', async () => {
    const log = clients.requestLog(fresh.base);
    for (let status = 200; status < 225; status += 1) log.note({ ...noted('paged'), status });
    await log.flush();
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const rows = await clients.requestsOf(fresh.base, 'paged', { limit: 10, after });
      seen.push(...rows.map(({ status }) => status));
      after = rows.at(-1)?.id;
    } while (after !== undefined);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => 224 - at));
  });

  it('is searched by outcome, endpoint and code of refusal, page by page', async () => {
    const log = clients.requestLog(fresh.base);
    const ways = [
      { status: 200 },
      { status: 400, error: 'invalid_grant' },
      { status: 403, code: 'oidc.scope_missing', endpoint: 'api' as const },
      { status: 503, code: 'http.unavailable' },
    ];
    for (let round = 0; round < 5; round += 1)
      for (const way of ways) log.note({ ...noted('searched'), ...way });
    log.note({ ...noted('another'), status: 400, error: 'invalid_grant' });
    await log.flush();
    const found = async (wanted: clients.RequestsWanted) => {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = { ...wanted, limit: 2, after };
        const rows = await clients.requestsOf(fresh.base, 'searched', page);
        seen.push(...rows.map(({ endpoint, status }) => `${endpoint} ${status}`));
        after = rows.at(-1)?.id;
      } while (after !== undefined);
      expect(new Set(seen).size, JSON.stringify(wanted)).toBeLessThanOrEqual(1);
      return [seen.length, seen[0]];
    };
    expect(await found({ outcome: 'ok' })).toEqual([5, 'token 200']);
    expect(await found({ outcome: 'failed' })).toEqual([5, 'token 503']);
    expect(await found({ endpoint: 'api' })).toEqual([5, 'api 403']);
    expect(await found({ code: 'invalid_grant' })).toEqual([5, 'token 400']);
    expect(await found({ code: 'oidc.scope_missing' })).toEqual([5, 'api 403']);
    expect(await found({ outcome: 'refused', endpoint: 'token' })).toEqual([5, 'token 400']);
    expect(await found({ code: 'invalid_grant', endpoint: 'api' })).toEqual([0, undefined]);
  });

  it('is kept seven days, and goes in batches', async () => {
    const log = clients.requestLog(fresh.base);
    for (let at = 0; at < 5; at += 1) log.note(noted('old'));
    await log.flush();
    const later = (ms: number) => ({
      ...fresh.base,
      clock: { now: () => new Date(fresh.base.clock.now().getTime() + ms) },
    });
    const week = 7 * 86_400_000;
    expect(await clients.removeOldRequests(later(week), 2)).toBe(0);
    expect(await clients.removeOldRequests(later(week + 1), 2)).toBe(2);
    expect(await clients.removeOldRequests(later(week + 1), 2)).toBe(2);
    expect(await clients.removeOldRequests(later(week + 1), 2)).toBe(1);
  });
});

describe('the explanations', () => {
  it.each(['zh-CN', 'ko', 'en'] as const)(
    'there is a name of each endpoint, and no other, in %s',
    (lang) => {
      const words: Record<clients.RequestEndpoint, string> =
        sentences(lang).client_requests.endpoints;
      expect(Object.keys(words).sort()).toEqual([...clients.requestEndpoints].sort());
    },
  );

  it.each(['zh-CN', 'ko', 'en'] as const)(
    'there is one for each reason, and no other, in %s',
    (lang) => {
      const words: Record<clients.RequestReason, { why: string; mend: string }> =
        sentences(lang).client_requests.reasons;
      expect(Object.keys(words).sort()).toEqual([...clients.requestReasons].sort());
    },
  );
});
