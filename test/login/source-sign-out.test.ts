// Whole, since every case is one sign-out, seen from the person, from the source and from a client.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import * as sources from '../../src/sources/sources.ts';
import { type CasServer, casLogoutRequest, startCasServer } from '../doubles/cas-server.ts';
import type { Account } from '../doubles/openid-provider.ts';
import { type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from '../never/province.ts';
import { auditTrail } from '../support/trail.ts';
import type { Page } from '../support/visitor.ts';
import { visitor } from '../support/visitor.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const ours = selfSigned('our signing');

describe('sign-out at the source', () => {
  let p: Province;
  let cas: CasServer;
  let idp: SamlIdp;
  let count = 0;

  beforeAll(async () => {
    p = await startProvince();
    cas = await startCasServer({ clock: p.clock });
    idp = await startSamlIdp({ clock: p.clock, wants_signed_by: ours.certificate });
  });
  afterEach(async () => {
    p.providers.fund.mend();
    idp.mend();
    await sources.noteOutcome(p.base, 'fund', { ok: true });
    await goes('never');
  });
  afterAll(async () => {
    await Promise.all([cas?.stop(), idp?.stop()]);
    await p?.stop();
  });

  /** Where sign-outs at the fund go from now on. */
  const goes = (sign_out: string, mapping?: Mapping) =>
    register('fund', 'oidc', { ...p.providers.fund.settings, sign_out }, mapping);
  const register = (id: string, protocol: string, settings: object, mapping?: Mapping) =>
    sources.register(p.base, {
      ...(mapping && { mapping }),
      ...{ id, protocol, department_code: '220000-fund', names: words('公积金') },
      ...{ account_words: words('公积金账号'), registration: 'issued', ceiling: 3 },
      settings: { patience_ms: 10_000, ...settings },
    });

  async function signedIn(more: Partial<Account> = {}) {
    count += 1;
    const who = visitor();
    const account = someone(`秦测试${'一二三四五六七八九十'[count % 10]}`, more);
    const tokens = await tokensThrough(p, who, 'fund', account);
    return { who, account, tokens, session: await sessionOf(p, tokens) };
  }

  /** Through a source that is not one of the province's own providers. */
  async function through(source: string) {
    const who = visitor();
    const { address, verifier } = p.hall.ask(p.issuer);
    const picker = await who.open(address);
    const left = await press(who, picker, '/source', {}, { name: 'source', value: source });
    // A SAML provider posts its answer: the visitor presses the button that a script would.
    const there = left.url.origin === idp.issuer ? await who.submit(left) : left;
    const page = there.forms.some(({ action }) => action.pathname.endsWith('/notice'))
      ? await press(who, there, '/notice')
      : there;
    const tokens = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
    return { who, tokens, session: await sessionOf(p, tokens) };
  }

  const lives = async ({ id }: { id: string }) =>
    (await p.base.db('sessions').where({ id, ended_at: null })).length === 1;
  const reasonOf = async ({ id }: { id: string }) =>
    (await p.base.db('sessions').where({ id }).first('end_reason'))?.end_reason;
  const address = (id = 'fund') => `${p.issuer}/callback/${id}/logout`;
  const posted = (url: string, fields: Record<string, string>) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const signOutAtHall = (who: ReturnType<typeof visitor>, id_token_hint: string, more = {}) =>
    who.open(`${p.issuer}/signout?${new URLSearchParams({ id_token_hint, ...more })}`);
  const confirm = (who: ReturnType<typeof visitor>, page: Page) =>
    who.submit(page, {}, { name: 'logout', value: 'yes' });
  const events = async (kind: string, session_id: string) =>
    (await auditTrail(p.base)).filter(
      (event) => event.kind === kind && event.session_id === session_id,
    );

  test('whoever signs in where somebody else is signed in goes on to the service, wherever that one would be signed out', async () => {
    await goes('always');
    const { who } = await signedIn();
    const other = someone('秦测试别');
    const { address, verifier } = p.hall.ask(p.issuer, { prompt: 'login' });
    const page = await comeThrough(p, who, await who.open(address), 'fund', other);
    const { status, body } = await p.hall.exchange(p.issuer, codeOf(page), verifier);
    expect(status).toBe(200);
    expect(await lives(await sessionOf(p, body))).toBe(true);
  });

  test('what the source calls its session lies in clear nowhere, also on its way into ours', async () => {
    await p.base.db.raw(`
      create table seen_artefacts (payload text);
      create function see_artefacts() returns trigger language plpgsql as $$
        begin insert into seen_artefacts values (new.payload::text); return new; end $$;
      create trigger see_artefacts after insert or update on artefacts
        for each row execute function see_artefacts()`);
    const { account } = await signedIn();
    const seen = await p.base.db('seen_artefacts' as never).select('payload' as never);
    await p.base.db.raw('drop trigger see_artefacts on artefacts; drop table seen_artefacts');
    expect(seen.length).toBeGreaterThan(3);
    expect(JSON.stringify(seen)).not.toContain(account.sub);
  });

  describe('what ends there ends here', () => {
    test('a logout token of an OpenID provider ends the session, and its clients are told', async () => {
      const { account, session } = await signedIn();
      const other = await signedIn();
      const logout_token = await p.providers.fund.logoutToken({ sid: `there-${account.sub}` });
      const answer = await posted(address(), { logout_token });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(await reasonOf(session)).toBe('source_ended');
      expect(await lives(other.session)).toBe(true);
      await expect
        .poll(async () => (await sessions.receiptsOf(p.base, [session.id]))[0]?.clients[0]?.state, {
          timeout: 15_000,
        })
        .toBe('confirmed');
      expect(await events('session.ended', session.id)).toMatchObject([
        { actor_kind: 'source', actor_id: 'fund', detail: { reason: 'source_ended', owed: 1 } },
      ]);
    });

    test.each([
      ['signed by somebody else', {}, { foreign: true }],
      ['for somebody else', { aud: 'somebody-else' }, {}],
      ['from somebody else', { iss: 'https://other.test' }, {}],
      ['with a nonce', { nonce: 'n' }, {}],
      ['without its event', { events: {} }, {}],
      [
        'with an event that is no object',
        { events: { 'http://schemas.openid.net/event/backchannel-logout': 1 } },
        {},
      ],
      ['without an id of its own', { jti: undefined }, {}],
      ['without an end', { exp: undefined }, {}],
      ['about nobody', { sid: undefined, sub: undefined }, {}],
      ['of another kind', {}, { typ: 'at+jwt' }],
    ])('a logout token %s is answered 400 and ends nobody', async (_, claims, how) => {
      const { account, session } = await signedIn();
      const all = { sid: `there-${account.sub}`, sub: account.sub, ...claims };
      const logout_token = await p.providers.fund.logoutToken(all, how);
      const answer = await posted(address(), { logout_token });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(await answer.json()).toEqual({
        error: 'invalid_request',
        error_description: 'sources.bad_sign_out',
      });
      expect(await lives(session)).toBe(true);
    });

    test('a source that is switched off is still heard when it says that a session has ended, and lets nobody in', async () => {
      const { who, account, session } = await signedIn();
      const other = await signedIn();
      const staff = { kind: 'staff', id: 'somebody' } as const;
      await sources.switchOff(p.base, 'fund', staff, { ends_sessions: false });
      try {
        expect(await lives(session)).toBe(true);
        const logout_token = await p.providers.fund.logoutToken({ sid: `there-${account.sub}` });
        expect((await posted(address(), { logout_token })).status).toBe(200);
        expect(await reasonOf(session)).toBe('source_ended');
        expect(await lives(other.session)).toBe(true);
        expect(await events('session.ended', session.id)).toMatchObject([
          { actor_kind: 'source', actor_id: 'fund', detail: { reason: 'source_ended', owed: 1 } },
        ]);
        // What is no word of it is refused as ever.
        const forged = await p.providers.fund.logoutToken(
          { sub: other.account.sub },
          { foreign: true },
        );
        expect((await posted(address(), { logout_token: forged })).status).toBe(400);
        expect(await lives(other.session)).toBe(true);
        const picker = await who.open(p.hall.ask(p.issuer).address);
        const offered = picker.forms.flatMap(({ buttons }) => buttons.map(({ value }) => value));
        expect(offered).not.toContain('fund');
      } finally {
        await sources.resume(p.base, 'fund', staff);
      }
    });

    test('a logout token of one department ends nobody of another, and none comes by GET', async () => {
      const { account, session } = await signedIn();
      const logout_token = await p.providers.fund.logoutToken({ sid: `there-${account.sub}` });
      expect((await posted(address('medical'), { logout_token })).status).toBe(400);
      expect((await fetch(`${address()}?logout_token=${logout_token}`)).status).toBe(400);
      expect(await lives(session)).toBe(true);
    });

    test('while the keys of the provider cannot be had, it is asked to come again', async () => {
      const { account, session } = await signedIn();
      p.providers.fund.misdeeds = { down: ['discovery', 'jwks'] };
      p.clock.advance(6 * 60_000);
      const logout_token = await p.providers.fund.logoutToken({ sid: `there-${account.sub}` });
      const answer = await posted(address(), { logout_token });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      expect(await lives(session)).toBe(true);
      expect((await sources.read(p.base, 'fund'))?.failures).toBe(0);
    });

    test('a CAS server names the ticket where it had sent the browser', async () => {
      await register('cas', 'cas', cas.settings);
      const { sub: user, name, id_type, id_number } = someone('周测试') as Record<string, string>;
      cas.signsIn({ user: user ?? '', attributes: { name, id_type, id_number } as never });
      const one = await through('cas');
      const asked = cas.asked.filter(({ params }) => params['ticket']?.startsWith('ST-1-'));
      const { service = '', ticket = '' } = asked.at(-1)?.params ?? {};
      const forged = await posted(service, { logoutRequest: casLogoutRequest('ST-1-made-up') });
      expect(forged.status).toBe(200);
      expect(await lives(one.session)).toBe(true);
      const answer = await posted(service, { logoutRequest: casLogoutRequest(ticket) });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      expect(await reasonOf(one.session)).toBe('source_ended');
      for (const logoutRequest of [
        '<a/>',
        casLogoutRequest('PT-1'),
        `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>${casLogoutRequest('ST-&e;')}`,
        casLogoutRequest('ST-1') + ' '.repeat(9_000),
      ])
        expect((await posted(service, { logoutRequest })).status).toBe(400);
    });

    test.each(['redirect', 'post'] as const)(
      'a SAML provider says so by %s, in a browser without our cookie, and is answered with our signature',
      async (binding) => {
        await register('saml', 'saml', {
          ...idp.settings,
          ...{ signing_key: ours.key, signing_certificate: ours.certificate },
        });
        const { sub, ...attributes } = someone('吴测试');
        idp.signsIn({ name_id: String(sub), attributes });
        const one = await through('saml');
        const said = idp.says({
          ...{ name_id: String(sub), indexes: [`_session-of-${String(sub).slice(0, 20)}`] },
          ...{ destination: address('saml'), binding, relay: 'of-the-provider' },
        });
        const answer =
          binding === 'post'
            ? await posted(address('saml'), said.params)
            : await fetch(`${address('saml')}?${said.query}`, { redirect: 'manual' });
        expect(await reasonOf(one.session)).toBe('source_ended');
        expect(answer.status).toBe(303);
        await fetch(answer.headers.get('location') ?? '');
        expect(idp.signOuts.at(-1)).toMatchObject({
          ...{ what: 'SAMLResponse', signed: true, relay: 'of-the-provider' },
          destination: `${idp.issuer}/slo?answer=1`,
        });
        // The same once more is a page that says so, and nothing else.
        const again =
          binding === 'post'
            ? await posted(address('saml'), said.params)
            : await fetch(`${address('saml')}?${said.query}`, { redirect: 'manual' });
        expect(again.status).toBe(400);
      },
    );
  });

  describe('who signs out here', () => {
    test('is taken nowhere where that is not set', async () => {
      const { who, tokens, session } = await signedIn();
      const uri = p.hall.post_logout_redirect_uri;
      const ask = { post_logout_redirect_uri: uri, state: 's-1' };
      const page = await confirm(who, await signOutAtHall(who, tokens.id_token ?? '', ask));
      expect(page.url.href).toBe(`${uri}?state=s-1`);
      expect(await lives(session)).toBe(false);
      expect(p.providers.fund.signOuts).toEqual([]);
    });

    test('is signed out here first, then taken there, and comes back to what it gave', async () => {
      await goes('always');
      const { who, account, session } = await signedIn({ sub: 'gjj-of-its-own-1' });
      const own = await who.open(`${p.issuer}/account/sessions`);
      const page = await press(who, own, '/sessions/end-all');
      expect(page.url.pathname).toBe('/signed-out');
      expect(page.html).toContain('data-goes-on');
      expect(await lives(session)).toBe(false);
      const back = await press(who, page, '/signed-out/source');
      const asked = p.providers.fund.signOuts.at(-1);
      expect(asked).toMatchObject({ post_logout_redirect_uri: address() });
      const hint = JSON.parse(
        Buffer.from(asked?.['id_token_hint']?.split('.')[1] ?? '', 'base64url').toString(),
      );
      expect(hint).toMatchObject({ sub: account.sub, sid: `there-${account.sub}` });
      expect(back.url.href).toBe(`${p.issuer}/signed-out`);
      expect(back.text).toContain('公积金的登录也已退出');
      expect(back.html).not.toContain('data-goes-on');
      expect(await events('session.left_source', session.id)).toMatchObject([
        { source_id: 'fund', outcome: 'ok' },
      ]);
    });

    test('is named there by no token in which anything of the person stands', async () => {
      await goes('always');
      // The number stands in the account's own name there.
      const { who } = await signedIn();
      const own = await who.open(`${p.issuer}/account/sessions`);
      await press(who, await press(who, own, '/sessions/end-all'), '/signed-out/source');
      const asked = p.providers.fund.signOuts.at(-1);
      expect(asked).toMatchObject({ client_id: p.providers.fund.clientId });
      expect(asked).not.toHaveProperty('id_token_hint');
    });

    test.each([
      [
        'a telephone, written otherwise than the provider says it',
        '19900004417',
        '+86 199 0000 4417',
      ],
      ['a telephone of which it says nothing', '19900004418', undefined],
      ['a resident ID of which it says nothing', '220000199001010421', undefined],
      ['a date of birth with other marks', 'zs1990-01-02', undefined],
    ])('is named there by no token whose subject is %s', async (_, sub, phone_number) => {
      await goes('always');
      const more = { ...(phone_number && { phone_number }), birthdate: '19900102' };
      const { who } = await signedIn({ sub, ...more });
      const own = await who.open(`${p.issuer}/account/sessions`);
      await press(who, await press(who, own, '/sessions/end-all'), '/signed-out/source');
      const asked = p.providers.fund.signOuts.at(-1);
      expect(asked).toMatchObject({ client_id: p.providers.fund.clientId });
      expect(asked).not.toHaveProperty('id_token_hint');
    });

    test('nor by one whose subject the source is said to keep a personal field in', async () => {
      await goes('always', { fields: { name: 'name', alias: 'sub' } });
      const { who } = await signedIn({ sub: 'gjj-of-its-own-2' });
      const own = await who.open(`${p.issuer}/account/sessions`);
      await press(who, await press(who, own, '/sessions/end-all'), '/signed-out/source');
      expect(p.providers.fund.signOuts.at(-1)).not.toHaveProperty('id_token_hint');
    });

    test('comes to the client that asked in the end, after the source', async () => {
      await goes('always');
      const { who, tokens, session } = await signedIn();
      const uri = p.hall.post_logout_redirect_uri;
      const ask = { post_logout_redirect_uri: uri, state: 's-2' };
      const page = await confirm(who, await signOutAtHall(who, tokens.id_token ?? '', ask));
      expect(page.url.pathname).toBe('/signed-out');
      expect(await lives(session)).toBe(false);
      expect(page.html).toContain(`href="${uri}?state=s-2"`);
      const back = await press(who, page, '/signed-out/source');
      expect(back.url.href).toBe(`${uri}?state=s-2`);
    });

    test('is asked by a box, where that is only offered', async () => {
      await goes('offer');
      const [one, other] = [await signedIn(), await signedIn()];
      const uri = p.hall.post_logout_redirect_uri;
      const ask = { post_logout_redirect_uri: uri };
      const plain = await signOutAtHall(one.who, one.tokens.id_token ?? '', ask);
      expect(plain.text).toContain('同时退出公积金的登录');
      expect((await confirm(one.who, plain)).url.href).toBe(uri);
      const asked = await signOutAtHall(other.who, other.tokens.id_token ?? '', ask);
      const ticked = asked.forms.map((form) => ({
        ...form,
        fields: { ...form.fields, at_source: 'yes' },
      }));
      const page = await confirm(other.who, { ...asked, forms: ticked });
      expect(page.url.pathname).toBe('/signed-out');
      expect((await press(other.who, page, '/signed-out/source')).url.href).toBe(uri);
    });

    test('finds the offer on the page with the receipt too', async () => {
      await goes('offer');
      const { who } = await signedIn();
      const own = await who.open(`${p.issuer}/account/sessions`);
      const page = await press(who, own, '/sessions/end-all');
      expect(page.html).not.toContain('data-goes-on');
      const back = await press(who, page, '/signed-out/source');
      expect(back.text).toContain('公积金的登录也已退出');
    });

    test('is told when the source has no way, or says nothing, and has a way on', async () => {
      await goes('always');
      const { who, tokens, session } = await signedIn();
      p.providers.fund.misdeeds = { noSignOut: true };
      p.clock.advance(6 * 60_000);
      const uri = p.hall.post_logout_redirect_uri;
      const ask = { post_logout_redirect_uri: uri };
      const page = await confirm(who, await signOutAtHall(who, tokens.id_token ?? '', ask));
      const none = await press(who, page, '/signed-out/source');
      expect(none.url.pathname).toBe('/signed-out');
      expect(none.text).toContain('公积金没有确认退出');
      expect(none.html).not.toContain('data-goes-on');
      expect(none.html).toContain(`href="${uri}"`);
      expect(await events('session.left_source', session.id)).toMatchObject([
        { outcome: 'failed' },
      ]);
      p.providers.fund.misdeeds = { staysAtSignOut: true };
      p.clock.advance(6 * 60_000);
      await press(who, none, '/signed-out/source');
      const silent = await who.open(`${p.issuer}/signed-out`);
      expect(silent.text).toContain('没有收到公积金的结果');
    });

    test('is not sent to a source that does not answer', async () => {
      await goes('always');
      const { who, tokens } = await signedIn();
      const uri = p.hall.post_logout_redirect_uri;
      const ask = { post_logout_redirect_uri: uri };
      for (const fault of ['1', '2', '3'])
        await sources.noteOutcome(p.base, 'fund', { ok: false, fault });
      const asked = await signOutAtHall(who, tokens.id_token ?? '', ask);
      // Straight back to the client: there is nothing to wait for.
      expect((await confirm(who, asked)).url.href).toBe(uri);
      const page = await who.open(`${p.issuer}/signed-out`);
      expect(page.text).toContain('公积金的系统现在没有应答');
      expect(page.forms.some(({ action }) => action.pathname === '/signed-out/source')).toBe(false);
    });

    test('comes back once, and to nothing with a state that nobody was given', async () => {
      await goes('always');
      const { who } = await signedIn();
      const own = await who.open(`${p.issuer}/account/sessions`);
      const page = await press(who, own, '/sessions/end-all');
      await press(who, page, '/signed-out/source');
      const state = p.providers.fund.signOuts.at(-1)?.['state'] ?? '';
      for (const one of [state, 'made-up', '']) {
        const answer = await fetch(`${address()}?state=${one}`, { redirect: 'manual' });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
      }
    });

    test('and nobody else is taken anywhere: the form is of this browser', async () => {
      const stranger = await posted(`${p.issuer}/signed-out/source`, { source: 'fund' });
      expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/signed-out']);
      await goes('always');
      const { who } = await signedIn();
      const own = await who.open(`${p.issuer}/account/sessions`);
      const page = await press(who, own, '/sessions/end-all');
      const refused = await press(who, page, '/signed-out/source', { _csrf: 'forged' });
      expect(refused.status).toBe(403);
    });

    test('at a SAML provider is said so with our signature, and its answer must hold', async () => {
      const settings = {
        ...idp.settings,
        ...{ signing_key: ours.key, signing_certificate: ours.certificate, sign_out: 'always' },
      };
      await register('saml-out', 'saml', settings);
      for (const [at, [signOut, words]] of (
        [
          [{}, '公积金的登录也已退出'],
          [{ binding: 'post' }, '公积金的登录也已退出'],
          [{ signs: 'foreign' }, '公积金没有确认退出'],
          [{ signs: 'not' }, '公积金没有确认退出'],
          [{ in_response_to: '_of-another' }, '公积金没有确认退出'],
          [{ status: 'Responder' }, '公积金没有确认退出'],
        ] as const
      ).entries()) {
        const { sub: _, ...attributes } = someone('郑测试');
        const sub = `gjj-of-its-own-out-${at}`;
        idp.signsIn({ name_id: sub, attributes });
        idp.misdeeds = { signOut };
        const { who } = await through('saml-out');
        const own = await who.open(`${p.issuer}/account/sessions`);
        const page = await press(who, own, '/sessions/end-all');
        const gone = await press(who, page, '/signed-out/source');
        const back = gone.url.origin === idp.issuer ? await who.submit(gone) : gone;
        expect(idp.signOuts.at(-1)).toMatchObject({
          ...{ what: 'SAMLRequest', name_id: sub, signed: true, destination: `${idp.issuer}/slo` },
        });
        expect(back.text).toContain(words);
      }
    });
  });
});
