/** OAuth 2.0 Form Post Response Mode and OAuth 2.0 Multiple Response Type Encoding Practices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { refusalIn, somebody } from '../rig.ts';
import { type Answered, noting } from './rig.ts';

let g: TestGateway;
let who: Visitor;
const seen: Answered[] = [];
beforeAll(async () => {
  g = await startTestGateway();
  who = visitor(noting(seen));
  await tokensOf(g, g.hall, who, await citizen(g.base, 'form-1', somebody()));
});
afterAll(() => g?.stop());

const ask = (params: Record<string, string>, browser = who) =>
  browser.open(g.hall.ask(g.issuer, params).address);
const state = '"><script>alert(1)</script> ünï &amp; x=y';

describe('Form Post §2, the answer', () => {
  it('is a form of POST to the redirect address, with the answer to the letter and nothing else', async () => {
    const { address, verifier } = g.hall.ask(g.issuer, { response_mode: 'form_post', state });
    const page = await who.open(address);
    expect(page.forms).toHaveLength(1);
    const [form] = page.forms;
    expect([form?.method, form?.action.href]).toEqual(['post', g.hall.redirect_uri]);
    expect(Object.keys(form?.fields ?? {}).sort()).toEqual(['code', 'iss', 'state']);
    expect([form?.fields['state'], form?.fields['iss']]).toEqual([state, g.issuer]);
    expect(page.html).not.toContain('<script>alert');
    expect((await g.hall.exchange(g.issuer, form?.fields['code'] ?? '', verifier)).status).toBe(
      200,
    );
  });

  it('is stored by nobody, and its page may lead to the client and nowhere else', async () => {
    await ask({ response_mode: 'form_post' });
    const headers = seen.at(-1)?.headers;
    expect(headers?.get('cache-control')).toContain('no-store');
    const policy = headers?.get('content-security-policy') ?? '';
    expect(policy).toContain(`form-action 'self' ${new URL(g.hall.redirect_uri).origin};`);
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+'/);
  });

  it('is a form too when it is an error', async () => {
    const page = await ask({ response_mode: 'form_post', prompt: 'none', state }, visitor());
    const [form] = page.forms;
    expect([form?.method, form?.action.href]).toEqual(['post', g.hall.redirect_uri]);
    expect([form?.fields['error'], form?.fields['state']]).toEqual(['login_required', state]);
    expect(form?.fields).not.toHaveProperty('code');
  });
});

describe('Multiple Response Types', () => {
  it('§2.1: the fragment where it is asked for; the query where nothing is', async () => {
    const fragment = await ask({ response_mode: 'fragment', state: 's' });
    const said = new URLSearchParams(fragment.url.hash.slice(1));
    expect([said.get('state'), Boolean(said.get('code')), fragment.url.search]).toEqual([
      's',
      true,
      '',
    ]);
    const query = await ask({ state: 's' });
    expect([query.url.searchParams.get('state'), query.url.hash]).toEqual(['s', '']);
  });

  it('§2.1: a mode that there is none of is refused, back at the client, with its state', async () => {
    const page = await ask({ response_mode: 'smoke_signal', state: 's' });
    expect([refusalIn(page), page.url.searchParams.get('state')]).toEqual([
      'unsupported_response_mode',
      's',
    ]);
  });

  it('§7: no token is ever in an address: types that would bring one are refused', async () => {
    for (const response_type of [
      'token',
      'id_token',
      'code token',
      'code id_token',
      'id_token token',
    ])
      for (const response_mode of ['query', 'fragment']) {
        const { url } = await ask({ response_type, response_mode });
        expect(url.href).not.toMatch(/access_token=|id_token=|code=/);
        expect(url.href).toMatch(/error=(unsupported_response_type|invalid_request)/);
      }
  });

  it('§4: none, by which our own pages ask, brings neither code nor token, and the state', async () => {
    seen.length = 0;
    const page = await who.open(
      `${g.issuer}/auth?${new URLSearchParams({
        ...{ client_id: 'songhua-account', response_type: 'none', scope: 'openid', state: 's' },
        redirect_uri: `${g.issuer}/account`,
      })}`,
    );
    expect(page.url.pathname).toBe('/account');
    const back = seen.find(({ path }) => path === '/account');
    expect([...new URLSearchParams(back?.search).keys()].sort()).toEqual(['iss', 'state']);
  });
});
