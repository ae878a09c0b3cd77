/**
 * A gateway that is stopped in mid-flow and started again, as it was or with its clock ten minutes
 * ahead or behind: an honest answer each time, and no token that should not be.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { type StrictParty, startStrictParty } from '../doubles/strict-party.ts';
import { codeOf, post, somebody } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { citizen, seedClients, signInLocally, type Visitor } from '../support/gateway.ts';
import { startMachine } from '../support/machine.ts';
import { onBothStores } from '../support/stores.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type OneGateway, oneGateway } from './one-gateway.ts';

const TEN_MINUTES = 600_000;
const words = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
type Tokens = Record<'access_token' | 'refresh_token' | 'id_token', string>;
/** A code, or where a pushed request waits, and when it came to be. */
interface Given {
  code: string;
  verifier: string;
  at: number;
}

onBothStores((env, redis) => {
  describe.each([
    ['as it was', 0],
    ['ten minutes ahead', TEN_MINUTES],
    ['ten minutes behind', -TEN_MINUTES],
  ] as const)('a gateway that is started again with its clock %s', (_clock, ahead) => {
    let data: FreshDatabase;
    let g: OneGateway;
    let bank: StrictParty;
    let asks: RelyingParty;
    let machine: RelyingParty;
    let who: Visitor;
    /** What was given before. */
    let before: {
      unused: Given;
      used: Given;
      tokens: Tokens;
      rotated: string;
      pushed: { address: string; verifier: string; at: number };
      bound: Tokens;
      assertion: string;
      proof: string;
      nonce: string | undefined;
      waiting: { code: string; at: number };
      approved: { code: string; at: number };
      consent: { page: Page; verifier: string };
    };

    beforeAll(async () => {
      data = await freshDatabase();
      g = await oneGateway(data.url, env());
      bank = await startStrictParty('bank', g.issuer);
      asks = await startRelyingParty('asks');
      await seedClients(g.base, [bank.plain], bank.registration);
      await seedClients(g.base, [asks]);
      await clients.setClaims(
        g.base,
        'asks',
        [{ scope: 'realname', basis: 'consent', law: '第十三条', purpose: words, kept_months: 1 }],
        { kind: 'system' },
      );
      machine = await startMachine(g.base, 'kiosk');
      await g.start();
      who = visitor();
      const person = await citizen(g.base, 'clock-walker', somebody());
      // What somebody proved a moment ago counts nothing by a clock that is behind (Never 3).
      await g.base.db.raw(`update evidence set at = at - interval '1 hour'`);
      await signInLocally(who, g.hall.ask(g.issuer).address, person);
      before = await prepared();
      g.signal(ahead === 0 ? 'SIGKILL' : 'SIGTERM');
      await g.ended();
      await g.start(ahead);
    }, 180_000);
    afterAll(async () => {
      await g?.stop();
      await Promise.all([bank?.stop(), asks?.stop(), machine?.stop(), data?.drop()]);
    });

    const fresh = async (): Promise<Given> => {
      const { address, verifier } = g.hall.ask(g.issuer);
      return { code: codeOf(await who.open(address)), verifier, at: Date.now() };
    };
    const exchange = ({ code, verifier }: Given) => g.hall.exchange(g.issuer, code, verifier);
    const decided = async (value: 'approve' | undefined) => {
      const { body } = await post(`${g.issuer}/device/auth`, machine, {
        ...{ scope: 'openid realname', device: 'T-01' },
      });
      const page = await who.open(String(body['verification_uri_complete']));
      if (value) await who.submit(page, {}, { name: 'device', value });
      return { code: String(body['device_code']), at: Date.now() };
    };
    const poll = async (device_code: string) => {
      const grant_type = clients.deviceGrant;
      return post(`${g.issuer}/token`, machine, { grant_type, device_code });
    };

    async function prepared(): Promise<typeof before> {
      const used = await fresh();
      const tokens = (await exchange(used)).body as unknown as Tokens;
      const first = (await exchange(await fresh())).body.refresh_token ?? '';
      await g.hall.refresh(g.issuer, first);
      const one = await bank.ask();
      const code = codeOf(await who.open(one.address));
      const bound = (await bank.exchange(g.issuer, code, one.verifier)).body as unknown as Tokens;
      const proof = await bank.proof('GET', '/userinfo', { token: bound.access_token });
      expect((await bank.userinfo(g.issuer, bound.access_token, proof)).status).toBe(200);
      const assertion = await bank.assertion({ exp: Math.floor(Date.now() / 1000) + 3_000 });
      expect((await bank.post('/par', bank.request().fields, { assertion })).status).toBe(201);
      const consent = asks.ask(g.issuer, { scope: 'openid profile realname' });
      const page = await who.open(consent.address);
      expect(page.html).toContain('name="consent" value="allow"');
      return {
        ...{ used, tokens, rotated: first, bound, proof, assertion, nonce: bank.nonce() },
        consent: { page, verifier: consent.verifier },
        waiting: await decided(undefined),
        approved: await decided('approve'),
        pushed: { ...(await bank.ask()), at: Date.now() },
        unused: await fresh(),
      };
    }

    /** Whether something that is good for so long is still good by the gateway's clock: the machine may be slow. */
    const isGood = (at: number, seconds: number) => Date.now() + ahead < at + seconds * 1_000;

    it('gives tokens once for a code that is good by its clock, and `invalid_grant` else', async () => {
      const answer = await exchange(before.unused);
      const good = isGood(before.unused.at, 60);
      expect([answer.status, answer.body.error]).toEqual(
        good ? [200, undefined] : [400, 'invalid_grant'],
      );
      if (good) {
        const { status } = await g.hall.userinfo(g.issuer, answer.body.access_token ?? '');
        expect(status).toBe(200);
      }
      for (const spent of [before.unused, before.used]) {
        const { status, body } = await exchange(spent);
        expect([status, body.error]).toEqual([400, 'invalid_grant']);
      }
    });

    it('lets a refresh token work once, and one that was replaced never', async () => {
      // Those that came of one code: one that is shown again ends its whole family.
      const spent = await g.hall.refresh(g.issuer, before.rotated);
      expect([spent.status, spent.body.error]).toEqual([400, 'invalid_grant']);
      const { code, verifier } = await fresh();
      const { body: held } = await g.hall.exchange(g.issuer, code, verifier);
      const next = await g.hall.refresh(g.issuer, held.refresh_token ?? '');
      expect(next.status).toBe(200);
      expect((await g.hall.userinfo(g.issuer, next.body.access_token ?? '')).status).toBe(200);
      const again = await g.hall.refresh(g.issuer, held.refresh_token ?? '');
      expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    });

    it('begins no sign-in by a pushed request that is over by its clock, or not yet', async () => {
      const { address, verifier, at } = before.pushed;
      const page = await who.open(address);
      expect(page.status).toBeLessThan(500);
      const code = page.url.searchParams.get('code');
      if (ahead !== 0) expect(code).toBeNull();
      else if (code) {
        const { status } = await bank.exchange(g.issuer, code, verifier);
        expect(status).toBe(200);
      } else expect(isGood(at, 60)).toBe(false);
      expect((await who.open(address)).url.searchParams.get('code')).toBeNull();
    });

    it('takes no assertion and no proof a second time', async () => {
      const { assertion, proof, bound } = before;
      const again = await bank.post('/par', bank.request().fields, { assertion });
      expect([again.status, again.body.error]).toEqual([401, 'invalid_client']);
      const shown = await bank.userinfo(g.issuer, bound.access_token, proof);
      expect(shown.status).toBe(401);
    });

    it('forgets no assertion before it is over, though a clock that is ahead says that it is', async () => {
      const store = redis();
      const now = Math.floor((Date.now() + ahead) / 1000);
      const assertion = await bank.assertion({ iat: now, exp: now + 5 });
      await bank.post('/par', bank.request().fields, { assertion });
      if (!store) {
        const rows = await g.base.db('artefacts').where({ kind: 'ReplayDetection' });
        expect(rows.length).toBeGreaterThan(0);
        return;
      }
      const keys = (await store.ask('KEYS', '*ReplayDetection:*')) as string[];
      const left = await Promise.all(keys.map(async (key) => Number(await store.ask('PTTL', key))));
      expect(keys.length).toBeGreaterThan(0);
      for (const ms of left) expect(ms).toBeGreaterThan(TEN_MINUTES);
    });

    it('asks for its own nonce where the one of before is none any more, and takes what is made with that', async () => {
      const now = Math.floor((Date.now() + ahead) / 1000);
      const dated = { iat: now, exp: now + 60 };
      const proof = (nonce?: string) =>
        bank.proof('POST', '/token', { iat: now, ...(nonce && { nonce }) });
      const refresh = async (dpop: string) =>
        bank.refresh(g.issuer, before.bound.refresh_token, {
          proof: dpop,
          assertion: await bank.assertion(dated),
        });
      const first = await refresh(await proof(before.nonce));
      if (ahead !== 0) expect([first.status, first.body.error]).toEqual([400, 'use_dpop_nonce']);
      const nonce = first.headers.get('dpop-nonce') ?? bank.nonce();
      const given = await refresh(await proof(nonce));
      expect([given.status, given.body['token_type']]).toEqual([200, 'DPoP']);
      expect(given.body.refresh_token).toBe(before.bound.refresh_token);
    });

    it('says `invalid_client` to a strict client whose clock is that far from its own', async () => {
      const { status, body } = await bank.refresh(g.issuer, before.bound.refresh_token);
      expect([status, body.error]).toEqual(
        ahead === 0 ? [200, undefined] : [401, 'invalid_client'],
      );
    });

    it('tells a machine that waits so, or that it is over, and gives tokens once where the person approved', async () => {
      const waiting = await poll(before.waiting.code);
      const waits = isGood(before.waiting.at, 120) ? 'authorization_pending' : 'expired_token';
      expect([waiting.status, waiting.body.error]).toEqual([400, waits]);
      const approved = await poll(before.approved.code);
      // Over, or its session with it: two minutes without use are a machine's limit.
      const over = ['expired_token', 'invalid_grant'];
      if (ahead > 0) expect(over).toContain(approved.body.error);
      else if (approved.status === 200) {
        const token = approved.body.access_token ?? '';
        expect((await machine.userinfo(g.issuer, token)).status).toBe(200);
      } else expect(isGood(before.approved.at, 120)).toBe(false);
      const again = await poll(before.approved.code);
      expect(again.status).toBe(400);
      expect(['invalid_grant', 'expired_token']).toContain(again.body.error);
    });

    it('goes on with a consent that was being asked for, and gives what was allowed', async () => {
      const { page, verifier } = before.consent;
      const form = page.forms.find(({ buttons }) => buttons.some(({ name }) => name === 'consent'));
      const forms = form ? [form] : [];
      const back = await who.submit({ ...page, forms }, {}, { name: 'consent', value: 'allow' });
      const { status, body } = await asks.exchange(g.issuer, codeOf(back), verifier);
      expect([status, body['scope']]).toEqual([200, 'openid profile realname']);
      const { body: info } = await asks.userinfo(g.issuer, body.access_token ?? '');
      expect(info['name']).toBe('韩测试');
    });
  });
});
