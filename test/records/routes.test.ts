import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { number } from '../identities/people.ts';
import { another } from '../oidc/rig.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { ask, report, reporter, tokenOf } from './api.ts';
import { event as eventOf } from './desk.ts';

let g: TestGateway;
let fund: RelyingParty;
let desk: RelyingParty;
let li: Citizen;
let li_number: string;
let write: string;

const writer = { department_code: '220000-gjj' } as Parameters<typeof eventOf>[0];
const soon = () => new Date(g.clock.now().getTime() - 60_000).toISOString();
const event: typeof eventOf = (of, kind, about = {}) =>
  eventOf(of, kind, { time: soon(), ...about });
const subAt = (party: { id: string }, person: Citizen) =>
  subjectIn(g.base.ring, party.id, person.identity_id);

beforeAll(async () => {
  g = await startTestGateway({ hall: { scopes: 'openid profile records' } });
  fund = await reporter(g, 'fund-cases', '220000-gjj');
  desk = await another(g, 'hall-desk', {
    scopes: 'openid records records:read',
    grant_types: ['authorization_code', 'client_credentials'],
    redirect_uris: ['http://localhost:1/callback'],
  });
  li_number = number();
  li = await citizen(g.base, 'li-records', {
    attributes: { name: '李测试', id_type: 'resident_id', id_number: li_number },
  });
  write = await tokenOf(g, fund, 'records:write');
});
afterAll(async () => {
  await Promise.all([fund?.stop(), desk?.stop()]);
  await g?.stop();
});

/** Somebody has been at the desk: a session with a first hop to it. */
async function wasAtDesk(identity_id: string): Promise<void> {
  const uid = `at-desk-${identity_id}`;
  const session_id = await sessions.start(g.base, {
    uid,
    identity_id,
    level: 2,
    factor_reach: 2,
    amr: ['pwd'],
    device: 'Firefox · Linux',
    network: '203.0.113.0/24',
  });
  const hop = { session_id, identity_id, client_id: desk.id, sid: uid, told: false };
  await sessions.join(g.base, hop);
}

describe('the API of records', () => {
  it('takes what a department reports, and shows it to the citizen who asks with a token', async () => {
    const sub = subAt(fund, li);
    const accepted = event(writer, 'accepted', {
      case_number: 'R-1',
      data: { applicant: { sub }, deep_link: 'https://www.fund.example/r/1' },
    });
    const taken = await report(g, write, [accepted]);
    expect([taken.status, taken.body]).toEqual([
      200,
      { results: [{ id: accepted['id'], result: 'applied' }] },
    ]);
    const one = event(writer, 'progressed', { case_number: 'R-1' });
    const single = await report(g, write, one, 'application/cloudevents+json');
    expect(single.body).toEqual({ results: [{ id: one['id'], result: 'applied' }] });

    const { access_token } = await tokensOf(g, g.hall, visitor(), li, { scope: 'openid records' });
    const page = await ask(g, access_token);
    expect(page.status).toBe(200);
    expect(page.body.cases).toMatchObject([{ case_number: 'R-1', state: 2 }]);
    const whole = await ask(g, access_token, `/${page.body.cases[0].id}`);
    expect(whole.body.history).toMatchObject([{ type: 'progressed' }, { type: 'accepted' }]);
    const trail = (await auditTrail(g.base)).filter(({ kind }) => kind === 'records.released');
    expect(trail).toMatchObject([
      { actor_id: g.hall.id, object_id: li.identity_id, detail: { cases: 1 } },
      { actor_id: g.hall.id, object_id: li.identity_id, detail: { cases: 1 } },
    ]);
    expect(trail[0]?.session_id).not.toBeNull();
  });

  it('answers who shows no token, or one that does not stand, with 401 and says so in the header', async () => {
    const none = await ask(g, undefined);
    expect([none.status, none.body.code]).toEqual([401, 'oidc.no_token']);
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="songhua"');
    expect(none.headers.get('content-type')).toContain('application/problem+json');
    const made = await report(g, 'not-a-token', []);
    expect([made.status, made.body.code]).toEqual([401, 'oidc.bad_token']);
    expect(made.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('opens nothing once the session of the token has ended, or its identity is locked', async () => {
    for (const end of [
      (identity_id: string) => sessions.end(g.base, { identity_id }, { reason: 'sign_out' }),
      (id: string) =>
        interventions.suspend(g.base, { identity_id: id, reason_code: 'misuse_suspected' }, {}),
    ]) {
      const wang = await citizen(g.base, `wang-${Math.random().toString(36).slice(2, 8)}`, {
        attributes: { name: '王测试', id_type: 'resident_id', id_number: number() },
      });
      const who = visitor();
      const { access_token } = await tokensOf(g, g.hall, who, wang, { scope: 'openid records' });
      expect((await ask(g, access_token)).status).toBe(200);
      await end(wang.identity_id);
      const after = await ask(g, access_token);
      expect([after.status, after.body.code]).toEqual([401, 'oidc.bad_token']);
    }
  });

  it('asks each for the scope of what they do', async () => {
    const { access_token: person = '' } = await tokensOf(g, g.hall, visitor(), li, {
      scope: 'openid records',
    });
    const reads = await tokenOf(g, desk, 'records:read');
    const { access_token: openid = '' } = await tokensOf(g, g.hall, visitor(), li);
    for (const refused of [
      await report(g, person, []),
      await report(g, reads, []),
      await ask(g, write, '', { subject: subAt(fund, li) }),
      await ask(g, openid),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([403, 'oidc.scope_missing']);
      expect(refused.headers.get('www-authenticate')).toContain('insufficient_scope');
    }
  });

  it('shows an approved hall the cases of who has been there, and of nobody else', async () => {
    const reads = await tokenOf(g, desk, 'records:read');
    const subject = subAt(desk, li);
    const before = await ask(g, reads, '', { subject });
    expect([before.status, before.body.code]).toEqual([404, 'records.unknown_subject']);
    await wasAtDesk(li.identity_id);
    const page = await ask(g, reads, '', { subject });
    expect(page.body.cases).toMatchObject([{ case_number: 'R-1' }]);
    const { id } = page.body.cases[0];
    expect((await ask(g, reads, `/${id}`, { subject })).body.id).toBe(id);

    for (const other of ['A'.repeat(22), subAt(fund, li)]) {
      const nobody = await ask(g, reads, '', { subject: other });
      expect([nobody.status, nobody.body.code]).toEqual([404, 'records.unknown_subject']);
    }
    const unnamed = await ask(g, reads);
    expect([unnamed.status, unnamed.body.field]).toEqual([400, 'subject']);
    await interventions.suspend(
      g.base,
      { identity_id: li.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    expect((await ask(g, reads, '', { subject })).status).toBe(404);
    await interventions.restore(
      g.base,
      { identity_id: li.identity_id, reason_code: 'settled' },
      {},
    );
  });

  it("lets a citizen's token ask for nobody else, and shows no case of others by its id", async () => {
    const zhao = await citizen(g.base, 'zhao-records', {
      attributes: { name: '赵测试', id_type: 'resident_id', id_number: number() },
    });
    const tokens = await tokensOf(g, g.hall, visitor(), zhao, { scope: 'openid records' });
    const named = await ask(g, tokens.access_token, '', { subject: subAt(g.hall, li) });
    expect([named.status, named.body.field]).toEqual([400, 'subject']);
    const reads = await tokenOf(g, desk, 'records:read');
    const { body } = await ask(g, reads, '', { subject: subAt(desk, li) });
    const theirs = await ask(g, tokens.access_token, `/${body.cases[0].id}`);
    expect([theirs.status, theirs.body.code]).toEqual([404, 'records.unknown_case']);
    expect((await ask(g, tokens.access_token, '/nonsense')).status).toBe(404);
  });

  it('takes 500 events and not one more, and no body above its limit', async () => {
    const sub = subAt(fund, li);
    const batch = (size: number) =>
      Array.from({ length: size }, (_, at) =>
        event(writer, 'accepted', { case_number: `L-${at}`, data: { applicant: { sub } } }),
      );
    const refused = await report(g, write, batch(501));
    expect([refused.status, refused.body.code]).toEqual([413, 'records.too_many_events']);
    const taken = await report(g, write, batch(500));
    expect(taken.body.results).toHaveLength(500);
    expect(new Set(taken.body.results.map(({ result }: { result: string }) => result))).toEqual(
      new Set(['applied']),
    );
    const large = await report(g, write, `[${' '.repeat(2 * 1024 * 1024)}]`);
    expect([large.status, large.body.code]).toEqual([413, 'http.body_too_large']);
  });

  it('names what is wrong with a request as a whole', async () => {
    for (const [body, type, field] of [
      ['[]', 'application/json', 'content-type'],
      ['[', 'application/cloudevents-batch+json', 'body'],
      ['{}', 'application/cloudevents-batch+json', 'body'],
    ] as const) {
      const refused = await report(g, write, body, type);
      expect([refused.status, refused.body.code, refused.body.field]).toEqual([
        400,
        'http.bad_input',
        field,
      ]);
    }
    expect((await report(g, write, [])).body).toEqual({ results: [] });
    const { access_token } = await tokensOf(g, g.hall, visitor(), li, { scope: 'openid records' });
    for (const [name, value] of [
      ['limit', '0'],
      ['limit', '101'],
      ['after', 'f1.x'],
      ['updated_since', 'yesterday'],
    ]) {
      const refused = await ask(g, access_token, '', { [name as string]: value as string });
      expect([refused.status, refused.body.field]).toEqual([400, name]);
    }
  });

  it('stops a client that asks without end, and tells it when to come back', async () => {
    const loud = await reporter(g, 'loud-cases', '220000-loud');
    const token = await tokenOf(g, loud, 'records:write');
    await g.base.db('tries').insert({
      key: 'records write:loud-cases',
      points: 600,
      expire: Date.now() + 30_000,
    });
    const stopped = await report(g, token, []);
    expect([stopped.status, stopped.body.code]).toEqual([429, 'http.too_many_requests']);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    await loud.stop();
  });
});
