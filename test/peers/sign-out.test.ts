// Whole, since three real systems go through the same two ways of signing out.
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import { codeOf, type Province, press, sessionOf, startProvince } from '../never/province.ts';
import { freePort } from '../support/gateway.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type Lemon, noLemon, startLemon } from './cas-lemonldap.ts';
import { noSimpleSaml, type SimpleSaml, startSimpleSaml, users } from './saml-simplesamlphp.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

let p: Province;
beforeAll(async () => {
  p = await startProvince();
}, 60_000);
afterAll(() => p?.stop());

const callback = (id: string) => `${p.issuer}/callback/${id}`;

async function register(id: string, protocol: string, settings: object, fields = {}) {
  await sources.register(p.base, {
    ...{ id, protocol, department_code: '220000-fund', names: words(`部门 ${id}`) },
    ...{ account_words: words(`${id} 账号`), registration: 'issued', ceiling: 2 },
    settings: { allow_http: true, patience_ms: 10_000, sign_out: 'always', ...settings },
    mapping: { fields },
  });
}

/** Comes in through a source, whose pages `there` sees to. */
async function signedIn(source: string, there: (who: Who, page: Page) => Promise<Page>) {
  const who = visitor();
  const { address, verifier } = p.hall.ask(p.issuer);
  const picker = await who.open(address);
  const left = await press(who, picker, '/source', {}, { name: 'source', value: source });
  const back = await there(who, left);
  const notice = back.forms.some(({ action }) => action.pathname.endsWith('/notice'));
  const page = notice ? await press(who, back, '/notice') : back;
  const tokens = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
  return { who, session: await sessionOf(p, tokens) };
}
type Who = ReturnType<typeof visitor>;

/** Signs out on the account page, and leaves for the source. */
async function leaves(who: Who): Promise<Page> {
  const page = await press(
    who,
    await who.open(`${p.issuer}/account/sessions`),
    '/sessions/end-all',
  );
  expect(page.url.pathname).toBe('/signed-out');
  return press(who, page, '/signed-out/source');
}

/** Presses on through pages that are not ours, which a script would do. */
async function onward(who: Who, page: Page): Promise<Page> {
  let at = page;
  for (let step = 0; step < 5 && at.url.origin !== p.issuer && at.forms.length > 0; step += 1)
    at = await who.submit(at);
  return at;
}

const reasonOf = async ({ id }: { id: string }) =>
  (await p.base.db('sessions').where({ id }).first('end_reason'))?.end_reason;

describe('a real OpenID provider', () => {
  let server: Server;
  let issuer: string;

  beforeAll(async () => {
    issuer = `http://127.0.0.1:${await freePort()}`;
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'songhua',
          client_secret: 'a secret of nobody, which is long enough',
          redirect_uris: [callback('op')],
          post_logout_redirect_uris: [`${callback('op')}/logout`],
          backchannel_logout_uri: `${callback('op')}/logout`,
          backchannel_logout_session_required: true,
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: {
        keys: [{ ...(await exportJWK(privateKey)), kid: 'theirs', use: 'sig', alg: 'ES256' }],
      },
      cookies: { keys: ['a cookie key of nobody'] },
      // Its own goes to no loopback address.
      fetch: (url, init) => {
        const { dispatcher: _, ...options } = (init ?? {}) as RequestInit & {
          dispatcher?: unknown;
        };
        return fetch(url, options);
      },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: {
          enabled: true,
          // Its own page has the buttons outside of the form, for whoever has a script.
          logoutSource(ctx, form) {
            const button = '<button name="logout" value="yes">out</button></form>';
            ctx.body = form.replace('</form>', button);
          },
        },
      },
      interactions: { url: (_, { uid }) => `/login/${uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
      async loadExistingGrant(ctx) {
        const grant = new ctx.oidc.provider.Grant({
          clientId: ctx.oidc.client?.clientId,
          accountId: ctx.oidc.session?.accountId,
        });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
    });
    const engine = provider.callback();
    server = createServer((request, response) => {
      const login = request.url?.startsWith('/login/')
        ? provider.interactionFinished(request, response, {
            login: { accountId: 'op-account-0001', amr: ['pwd'] },
          })
        : engine(request, response);
      login.catch((fault: unknown) => response.writeHead(500).end(String(fault)));
    });
    await new Promise<void>((ready) =>
      server.listen(Number(new URL(issuer).port), '127.0.0.1', ready),
    );
    await register('op', 'oidc', {
      ...{ issuer, client_id: 'songhua', scope: 'openid' },
      client_secret: 'a secret of nobody, which is long enough',
    });
  });
  afterAll(async () => {
    server?.closeAllConnections();
    await new Promise((stopped) => server?.close(stopped));
  });

  test('who signs out there is signed out here', async () => {
    const { who, session } = await signedIn('op', async (_, page) => page);
    const asked = await who.open(`${issuer}/session/end`);
    await who.submit(asked, {}, { name: 'logout', value: 'yes' });
    expect(await reasonOf(session)).toBe('source_ended');
  });

  test('who signs out here is signed out there, and comes back', async () => {
    const { who } = await signedIn('op', async (_, page) => page);
    const asked = await leaves(who);
    expect(asked.url.origin).toBe(issuer);
    const back = await who.submit(asked, {}, { name: 'logout', value: 'yes' });
    expect(back.url.href).toBe(`${p.issuer}/signed-out`);
    expect(back.text).toContain('部门 op的登录也已退出');
  });
});

describe.skipIf(noLemon('Sign-out with LemonLDAP::NG'))(
  'a real LemonLDAP::NG, as CAS server',
  () => {
    let lemon: Lemon;
    beforeAll(async () => {
      lemon = await startLemon(callback('lemon'));
      await register('lemon', 'cas', { server: lemon.server }, { name: 'displayName' });
    }, 60_000);
    afterAll(() => lemon?.stop());

    const typed = (who: Who, page: Page) => who.submit(page, { user: 'dwho', password: 'dwho' });

    test('who signs out there is signed out here', async () => {
      const { who, session } = await signedIn('lemon', typed);
      await who.open(`${new URL(lemon.server).origin}/?logout=1`);
      await expect.poll(() => reasonOf(session), { timeout: 15_000 }).toBe('source_ended');
    });

    test('who signs out here is signed out there, and comes back', async () => {
      const { who } = await signedIn('lemon', typed);
      const back = await onward(who, await leaves(who));
      expect(back.url.href).toBe(`${p.issuer}/signed-out`);
      expect(back.text).toContain('部门 lemon的登录也已退出');
      // Really: a new sign-in there asks for the password.
      const login = new URL(`${lemon.server}/login`);
      login.searchParams.set('service', callback('lemon'));
      expect((await who.open(login)).html).toContain('name="password"');
    });
  },
);

describe.skipIf(noSimpleSaml('Sign-out with SimpleSAMLphp'))('a real SimpleSAMLphp', () => {
  let idp: SimpleSaml;
  const ours = selfSigned('our signing');

  beforeAll(async () => {
    idp = await startSimpleSaml();
    const decryption = selfSigned('our decryption');
    await register(
      'ssp',
      'saml',
      {
        ...{ issuer: idp.issuer, metadata_url: idp.metadataUrl, signed: 'both' },
        ...{ signing_key: ours.key, signing_certificate: ours.certificate },
        ...{ decryption_key: decryption.key, decryption_certificate: decryption.certificate },
      },
      { name: 'name' },
    );
    const row = await sources.read(p.base, 'ssp');
    const document = row && sources.published(p.base, row, callback('ssp'));
    if (!document) throw new Error('we publish nothing');
    expect(document.body).toContain('SingleLogoutService');
    idp.knows(document.body);
  }, 90_000);
  afterAll(() => idp?.stop());

  const typed = async (who: Who, page: Page) => {
    const { password } = users.licsh;
    return onward(who, await who.submit(page, { username: 'licsh', password }));
  };

  test('who signs out there is signed out here, and it takes our answer', async () => {
    const { who, session } = await signedIn('ssp', typed);
    const end = new URL(`${idp.origin}/saml2/idp/SingleLogoutService.php`);
    end.searchParams.set('ReturnTo', `${idp.origin}/`);
    const page = await who.open(end);
    expect(await reasonOf(session)).toBe('source_ended');
    expect(page.url.origin).toBe(idp.origin);
    expect(page.status).toBeLessThan(400);
  });

  test('who signs out here is signed out there, and comes back', async () => {
    const { who } = await signedIn('ssp', typed);
    const back = await onward(who, await leaves(who));
    expect(back.url.href).toBe(`${p.issuer}/signed-out`);
    expect(back.text).toContain('部门 ssp的登录也已退出');
  });
});
