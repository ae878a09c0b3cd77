/** What of a refused request is named, and what never comes through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestReasons } from '../../src/clients/clients.ts';
import { addressOf, nameOf, namesOf } from '../../src/oidc/refused-names.ts';

const nothing = { detail: undefined, scope: undefined, params: {}, auth_method: 'none' };

describe('what is named of a refusal', () => {
  it.each([
    ['invalid_scope', { scope: 'records', params: { scope: 'openid records' } }, ['records']],
    ['invalid_scope', { params: { scope: 'openid a.b:c/d' } }, ['openid', 'a.b:c/d']],
    ['insufficient_scope', { scope: 'openid' }, ['openid']],
    ['unsupported_grant_type', { params: { grant_type: 'password' } }, ['password']],
    [
      'unsupported_grant_type',
      { params: { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' } },
      ['urn:ietf:params:oauth:grant-type:token-exchange'],
    ],
    ['response_type_refused', { params: { response_type: 'token' } }, ['token']],
    ['pkce_method', { params: { code_challenge_method: 'plain' } }, ['plain']],
    [
      'pkce_method',
      { detail: 'code_challenge_method must be provided' },
      ['code_challenge_method'],
    ],
    [
      'missing_parameter',
      { detail: "missing required parameters 'code', and 'redirect_uri'" },
      ['code', 'redirect_uri'],
    ],
    ['parameter_twice', { detail: "'scope' parameter must not be provided twice" }, ['scope']],
    ['invalid_request', { detail: 'invalid max_age parameter value' }, ['max_age']],
    // The engine speaks of an access token, not of the parameter of that name.
    [
      'invalid_request',
      {
        detail: 'access token must only be provided using one mechanism, state your evil_parameter',
      },
      [],
    ],
    ['wrong_auth_method', { auth_method: 'client_secret_post' }, ['client_secret_post']],
    [
      'invalid_target',
      { params: { resource: ['https://api.example/v2'] } },
      ['https://api.example/v2'],
    ],
    ['login_required', { params: { prompt: 'none', login_hint: 'somebody' } }, []],
    ['wrong_secret', { params: { client_secret: 'x' } }, []],
  ] as const)('%s %j', (reason, said, named) => {
    expect(namesOf(reason, { ...nothing, ...said })).toEqual(named);
  });

  it('is at most five things, each once', () => {
    const scope = 'a a b c d e f g';
    const names = namesOf('invalid_scope', { ...nothing, params: { scope } });
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e', '…']);
  });
});

describe('an address', () => {
  it.each([
    ['https://app.example/callback', 'https://app.example/callback'],
    ['http://127.0.0.1:45678/cb/', 'http://127.0.0.1:45678/cb/'],
    ['http://[::1]:3000/cb', 'http://[::1]:3000/cb'],
    ['https://app.example/cb?token=abc&name=x', 'https://app.example/cb?…'],
    ['https://app.example/cb#at', 'https://app.example/cb#…'],
    ['https://li:si@app.example/cb', 'https://…@app.example/cb'],
    ['https://app.example/220000199101010017/cb', 'https://app.example/…/cb'],
    ['https://app.example/139/0013/8000', 'https://app.example/…/…/…'],
    ['https://app.example/李四', 'https://app.example/…'],
    [`https://app.example/${'x'.repeat(33)}`, 'https://app.example/…'],
    [`https://${'x'.repeat(40)}.example/`, 'https://….example/'],
    ['https://13900138000.example/', 'https://….example/'],
    ['cn.jilin.app:/callback', 'cn.jilin.app:/callback'],
    ['javascript:alert(1)', '…'],
    ['not an address', '…'],
  ])('%s is shown as %s', (text, shown) => {
    expect(addressOf(text)).toBe(shown);
  });
});

describe('whatever is sent', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3_000 }),
    fc.stringMatching(/^[A-Za-z0-9_-]{33,60}$/),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.stringMatching(/^[0-9 .:/-]{5,30}$/),
    fc.stringMatching(/^[a-z]{1,5}[0-9]{5,18}[a-z]{0,3}$/),
  );
  const harmless = (name: string) => {
    expect(name).toMatch(/^[\w.:/~@?#[\]…-]{1,130}$/);
    // A port has five digits.
    const plain = name.replace(/:\d{1,5}(?=[/?#…]|$)/, '');
    for (const piece of plain.split(/[.:/]/)) {
      expect(piece.length).toBeLessThanOrEqual(35);
      expect(piece).not.toMatch(/\d{5}/);
    }
  };

  it('a name is short, plain, and neither a token nor a number', () => {
    fc.assert(fc.property(hostile, (text) => harmless(nameOf(text))));
    fc.assert(fc.property(hostile, (text) => harmless(addressOf(text))));
  });

  it('what is named of any refusal is so too', () => {
    const params = fc.dictionary(
      fc.constantFrom(
        ...['scope', 'redirect_uri', 'resource', 'grant_type', 'response_type', 'response_mode'],
        ...['post_logout_redirect_uri', 'code_challenge_method', 'client_secret', 'login_hint'],
      ),
      fc.oneof(hostile, fc.array(hostile), fc.constant(undefined), fc.object()),
    );
    const asked = fc.record({
      detail: hostile,
      scope: fc.option(hostile, { nil: undefined }),
      params,
      auth_method: fc.constant('none'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...requestReasons), asked, (reason, said) => {
        const names = namesOf(reason, said);
        expect(names.length).toBeLessThanOrEqual(6);
        for (const name of names) harmless(name);
      }),
    );
  });
});
