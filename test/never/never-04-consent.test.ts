// Longer than 250 lines on purpose: one sentence of Never, on both stores.
/** Never 4: no client receives a claim that its approval, its scope and the citizen's consent do not all cover. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { another, codeOf, hasReadAnew, hop, press, refusalIn, somebody } from '../oidc/rig.ts';
import {
  type Citizen,
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';

const words = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
const law = '个人信息保护法 第十三条第一项';
const byConsent = (scope: string, optional: boolean): clients.Claim => ({
  ...{ scope, basis: 'consent', law, purpose: words, kept_months: 12 },
  ...(optional && { optional }),
});
const scope = 'openid profile realname idno';
const DAY = 24 * 3_600_000;

let g: TestGateway;
let count = 0;

onBothStores((env) => {
  beforeAll(async () => {
    g = await startTestGateway({
      env: env(),
      hall: { notices_uri: 'https://hall.example/n', subscriptions: ['consent.withdrawn'] },
    });
    await say([byConsent('realname', true), byConsent('idno', false)]);
  }, 60_000);
  afterAll(() => g?.stop());

  /** What the hall says of its scopes; back when the gateway knows it. */
  async function say(claims: clients.Claim[]): Promise<void> {
    await clients.setClaims(g.base, 'hall', claims, { kind: 'system' });
    await hasReadAnew(g);
  }

  /** Somebody new who signs in at the hall, as far as the page that comes then. */
  async function arrived(params: Record<string, string> = {}): Promise<{
    who: Visitor;
    person: Citizen;
    page: Page;
    verifier: string;
  }> {
    count += 1;
    const person = await citizen(g.base, `consent-${count}`, somebody());
    const who = visitor();
    const { address, verifier } = g.hall.ask(g.issuer, { scope, ...params });
    return { who, person, page: await signInLocally(who, address, person), verifier };
  }

  /** Presses allow with exactly these boxes ticked. */
  const allow = (who: Visitor, page: Page, boxes: Record<string, string>) => {
    const unticked = (fields: Record<string, string>) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith('scope.')));
    const forms = page.forms.map((form) => ({
      ...form,
      fields: { ...unticked(form.fields), ...boxes },
    }));
    return who.submit({ ...page, forms }, {}, { name: 'consent', value: 'allow' });
  };
  const both = { 'scope.realname': 'yes', 'scope.idno': 'yes' };

  async function consented(boxes: Record<string, string> = both, params = {}) {
    const { who, person, page, verifier } = await arrived(params);
    const back = await allow(who, page, boxes);
    const { body } = await g.hall.exchange(g.issuer, codeOf(back), verifier);
    return { who, person, tokens: body };
  }
  const info = async (token: string | undefined) =>
    (await g.hall.userinfo(g.issuer, token ?? '')).body;
  const withdraw = async (who: Visitor) =>
    press(who, await who.open(`${g.issuer}/account/received`), '/received/withdraw');

  describe('a client whose claims rest on consent', () => {
    it('is given nothing before the person agreed, who reads who asks, for what, and what of theirs', async () => {
      const { page } = await arrived();
      expect(page.url.pathname).toMatch(/^\/signin\/[^/]+$/);
      for (const said of ['应用 hall', '寄送结果', law, '12 个月', '韩**', '打码的姓名'])
        expect(page.text).toContain(said);
      expect(page.text).not.toContain('韩测试');
      expect(page.html).toMatch(/name="consent" value="allow"/);
      // Nothing is ticked before: a consent is an act.
      expect(page.html).toMatch(/id="scope.realname"/);
      expect(page.html).not.toMatch(/<input[^>]*\bchecked\b/);
    });

    it('gets what was agreed to, once it was, and the person is not asked again', async () => {
      const { who, person, tokens } = await consented();
      expect(tokens['scope']).toBe(scope);
      expect(await info(tokens.access_token)).toMatchObject({
        name: '韩测试',
        id_type: expect.anything(),
      });
      const next = await hop(g, g.hall, who, { scope, prompt: 'none' });
      expect(await info(next.access_token)).toMatchObject({ name: '韩测试' });
      const given = (await auditTrail(g.base)).filter(
        ({ kind, object_id }) => kind === 'consent.given' && object_id === person.identity_id,
      );
      expect(given).toMatchObject([
        { client_id: 'hall', outcome: 'ok', detail: { scopes: 'idno realname', refused: '' } },
      ]);
    });

    it('goes without what may be left out and was', async () => {
      const { who, tokens } = await consented({ 'scope.idno': 'yes' });
      expect(tokens['scope']).toBe('openid profile idno');
      const body = await info(tokens.access_token);
      expect(body['id_no']).toMatch(/^22/);
      expect(body['name']).toBe('韩**');
      expect(body).not.toHaveProperty('real_name_level');
      const again = await hop(g, g.hall, who, { scope, prompt: 'none' });
      expect(again['scope']).toBe('openid profile idno');
    });

    it('gets nothing when the box of what is sensitive was not ticked, and the page says so', async () => {
      const { who, person, page } = await arrived();
      const asked = await allow(who, page, {});
      expect(asked.text).toContain('单独同意');
      expect(asked.url.searchParams.get('code')).toBeNull();
      const rows = await g.base.db('consents').where({ identity_id: person.identity_id });
      expect(rows).toEqual([]);
    });

    it('is told access_denied when the person does not agree, and may ask again', async () => {
      const { who, person, page } = await arrived();
      const back = await who.submit(page, {}, { name: 'consent', value: 'deny' });
      expect(refusalIn(back)).toBe('access_denied');
      const quiet = await who.open(g.hall.ask(g.issuer, { scope, prompt: 'none' }).address);
      expect(refusalIn(quiet)).toBe('consent_required');
      const again = await who.open(g.hall.ask(g.issuer, { scope }).address);
      expect(again.html).toMatch(/name="consent" value="allow"/);
      const refused = (await auditTrail(g.base)).filter(
        ({ kind, object_id }) => kind === 'consent.refused' && object_id === person.identity_id,
      );
      expect(refused).toMatchObject([{ client_id: 'hall', outcome: 'refused' }]);
    });

    it('may ask anew with prompt=consent, also beside prompt=login, and is answered once', async () => {
      const { who, tokens } = await consented(both, { prompt: 'login consent' });
      expect(await info(tokens.access_token)).toMatchObject({ name: '韩测试' });
      const { address } = g.hall.ask(g.issuer, { scope, prompt: 'consent' });
      const page = await who.open(address);
      expect(codeOf(await allow(who, page, both))).toBeTruthy();
    });

    it('of which some scopes rest on duty is given those without a question', async () => {
      const { page } = await arrived({ scope: 'openid profile' });
      expect(codeOf(page)).toBeTruthy();
    });
  });

  describe('a consent that is withdrawn', () => {
    it('ends what the client holds at once; the person and the client are told', async () => {
      const { who, person, tokens } = await consented();
      const page = await withdraw(who);
      expect(page.text).toContain('已撤回同意');
      const after = await g.hall.userinfo(g.issuer, tokens.access_token ?? '');
      expect(after.body).not.toHaveProperty('id_no');
      expect(after.body).not.toHaveProperty('name', '韩测试');
      const refreshed = await g.hall.refresh(g.issuer, tokens.refresh_token ?? '');
      expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant']);
      const seen = await g.hall.introspect(g.issuer, tokens.access_token ?? '');
      expect(String(seen.body['scope'] ?? '')).not.toMatch(/realname|idno/);
      await vi.waitFor(async () =>
        expect((await g.hall.userinfo(g.issuer, tokens.access_token ?? '')).status).toBe(401),
      );
      const quiet = await who.open(g.hall.ask(g.issuer, { scope, prompt: 'none' }).address);
      expect(refusalIn(quiet)).toBe('consent_required');
      const owed = await g.base
        .db('outbox')
        .where({ kind: 'notice', destination_id: 'notices:hall' });
      expect(owed.map(({ body }) => body)).toContainEqual({
        ...{ kind: 'consent.withdrawn', client_id: 'hall', identity_id: person.identity_id },
      });
      const trail = (await auditTrail(g.base)).filter(
        ({ kind, object_id }) => kind === 'consent.withdrawn' && object_id === person.identity_id,
      );
      expect(trail).toMatchObject([{ client_id: 'hall', outcome: 'ok' }]);
      // The ledger keeps what was said.
      const rows = await g.base.db('consents').where({ identity_id: person.identity_id });
      expect(rows).toMatchObject([{ scopes: 'idno realname', withdrawn_at: expect.any(Date) }]);
      expect((await who.open(`${g.issuer}/account/received`)).text).not.toContain('撤回同意');
    });

    it('before the code is exchanged gives nothing by it', async () => {
      const { who, page, verifier } = await arrived();
      const code = codeOf(await allow(who, page, both));
      await withdraw(who);
      const { body } = await g.hall.exchange(g.issuer, code, verifier);
      expect(body['scope'] ?? '').not.toMatch(/realname|idno/);
      if (body.access_token) expect(await info(body.access_token)).not.toHaveProperty('id_no');
    });

    it.each(['an exchange', 'a refresh'] as const)(
      'in the very moment of %s: whichever is first, nothing is given after it',
      async (which) => {
        for (let round = 0; round < 4; round++) {
          const { who, page, verifier } = await arrived();
          const code = codeOf(await allow(who, page, both));
          const first =
            which === 'a refresh'
              ? (await g.hall.exchange(g.issuer, code, verifier)).body
              : undefined;
          const form = await who.open(`${g.issuer}/account/received`);
          const [, { body }] = await Promise.all([
            press(who, form, '/received/withdraw'),
            first
              ? g.hall.refresh(g.issuer, first.refresh_token ?? '')
              : g.hall.exchange(g.issuer, code, verifier),
          ]);
          for (const token of [body.access_token, first?.access_token]) {
            if (!token) continue;
            const told = await info(token);
            expect(told).not.toHaveProperty('id_no');
            expect(told['name']).not.toBe('韩测试');
          }
          const later = await g.hall.refresh(g.issuer, body.refresh_token ?? 'none');
          expect(later.status).toBe(400);
        }
      },
    );

    it('is none where somebody presses twice, and none of another person', async () => {
      const { who } = await consented();
      const other = await consented();
      const form = await who.open(`${g.issuer}/account/received`);
      await press(who, form, '/received/withdraw');
      expect((await press(who, form, '/received/withdraw')).text).toContain('没有可以撤回的同意');
      expect(await info(other.tokens.access_token)).toMatchObject({ name: '韩测试' });
    });
  });

  describe('a consent that counts no more', () => {
    it('to another version of the scopes: an old grant gives nothing new, and the person is asked anew', async () => {
      const { who, tokens } = await consented();
      await say([byConsent('realname', true), byConsent('idno', false), byConsent('phone', true)]);
      expect(await info(tokens.access_token)).not.toHaveProperty('id_no');
      const { body } = await g.hall.refresh(g.issuer, tokens.refresh_token ?? '');
      expect(body['scope']).toBe('openid profile');
      expect(await info(body.access_token)).not.toHaveProperty('phone_number');
      const seen = await g.hall.introspect(g.issuer, tokens.access_token ?? '');
      expect(seen.body).toMatchObject({ active: true, scope: 'openid profile' });
      const page = await who.open(g.hall.ask(g.issuer, { scope }).address);
      expect(codeOf(await allow(who, page, both))).toBeTruthy();
      await say([byConsent('realname', true), byConsent('idno', false)]);
    });

    it('after a year gives nothing, and is asked for again', async () => {
      const { tokens, person } = await consented(both, {});
      g.clock.advance(1000);
      await g.base
        .db('consents')
        .where({ identity_id: person.identity_id })
        .update({
          given_at: new Date(g.clock.now().getTime() - 366 * DAY),
          expires_at: new Date(g.clock.now().getTime() - DAY),
        });
      expect(await info(tokens.access_token)).not.toHaveProperty('id_no');
    });

    it('is written with a year to live', async () => {
      const { person } = await consented();
      const row = await g.base.db('consents').where({ identity_id: person.identity_id }).first();
      expect(row.expires_at.getTime() - row.given_at.getTime()).toBe(365 * DAY);
    });
  });

  it('a client that says nothing of its scopes asks nobody: they rest on duty', async () => {
    const { who } = await consented();
    const party = await another(g, `duty-${count}`);
    const tokens = await hop(g, party, who, { scope: 'openid realname', prompt: 'none' });
    const { body } = await party.userinfo(g.issuer, tokens.access_token ?? '');
    expect(body).toMatchObject({ name: '韩测试' });
    expect(decodeJwt(tokens.id_token ?? '')).not.toHaveProperty('name');
    await party.stop();
  });
});
