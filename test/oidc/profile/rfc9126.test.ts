/** Pushed authorisation requests, RFC 9126. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StrictParty } from '../../doubles/strict-party.ts';
import { codeOf, refusalIn } from '../rig.ts';
import { basic, call, errorOf, form, type Rig, startRig, startSigner } from './oauth.ts';

let rig: Rig;
/** It may push and need not. */
let signer: StrictParty;
let par: string;
beforeAll(async () => {
  rig = await startRig();
  signer = await startSigner(rig.g, 'signer');
  par = `${rig.g.issuer}/par`;
});
afterAll(async () => {
  await signer?.stop();
  await rig?.stop();
});

/** What the hall would have in its address. */
const asked = (params: Record<string, string> = {}) => {
  const { address, verifier } = rig.g.hall.ask(rig.g.issuer, params);
  return { fields: Object.fromEntries(new URL(address).searchParams), verifier };
};
const push = (fields: Record<string, string>) => form(par, fields, basic(rig.g.hall));
const opened = (request_uri: unknown, more: Record<string, string> = {}) =>
  rig.who.open(
    `${rig.g.issuer}/auth?${new URLSearchParams({ client_id: 'hall', request_uri: String(request_uri), ...more })}`,
  );

describe('RFC 9126', () => {
  it('§2: a client proves itself as at the token endpoint, by secret or signature', async () => {
    const { fields } = asked();
    expect((await push(fields)).status).toBe(201);
    expect(errorOf(await form(par, fields))).toEqual([401, 'invalid_client']);
    const wrong = basic({ id: 'hall', secret: 'x'.repeat(43) });
    expect(errorOf(await form(par, fields, wrong))).toEqual([401, 'invalid_client']);
    const other = await form(par, fields, basic(rig.g.subhall));
    expect(errorOf(other)).toEqual([400, 'invalid_request']);
  });

  it('§2: an assertion may be for the issuer, the token endpoint or this one', async () => {
    for (const aud of [rig.g.issuer, `${rig.g.issuer}/token`, par]) {
      const assertion = await signer.assertion({ aud });
      expect((await signer.post('/par', signer.request().fields, { assertion })).status).toBe(201);
    }
  });

  it('§2.1: a request that points to another one is refused', async () => {
    const { body } = await push(asked().fields);
    const again = await push({ ...asked().fields, request_uri: String(body['request_uri']) });
    expect(errorOf(again)).toEqual([400, 'request_uri_not_supported']);
  });

  it('§2.1: what would be refused at the authorisation endpoint is refused here, and as JSON', async () => {
    for (const [params, error] of [
      [{ redirect_uri: 'https://thief.example/' }, 'invalid_request'],
      [{ scope: 'openid idno' }, 'invalid_scope'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ resource: 'https://other.example/' }, 'invalid_target'],
    ] as [Record<string, string>, string][]) {
      const answer = await push(asked(params).fields);
      expect([params, ...errorOf(answer)]).toEqual([params, 400, error]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    }
  });

  it('§2.2: the answer is 201, not to be kept, with a reference that cannot be guessed', async () => {
    const [one, two] = [await push(asked().fields), await push(asked().fields)];
    expect([one.status, one.body]).toEqual([
      201,
      {
        expires_in: 60,
        request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/),
      },
    ]);
    expect(one.headers.get('cache-control')).toMatch(/no-store/);
    expect(two.body['request_uri']).not.toBe(one.body['request_uri']);
  });

  it('§2.2: the reference is of the client that pushed, and of no other', async () => {
    const { body } = await push(asked().fields);
    const page = await opened(body['request_uri'], { client_id: 'subhall' });
    expect(page.url.searchParams.get('code')).toBeNull();
    codeOf(await opened(body['request_uri']));
  });

  it('§2.3: anything but a POST is not answered as a push', async () => {
    const answer = await call(par);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toHaveProperty('request_uri');
  });

  it('§4: what was pushed counts, and nothing that stands beside it in the address', async () => {
    const { fields, verifier } = asked({ scope: 'openid' });
    const { body } = await push(fields);
    const page = await opened(body['request_uri'], {
      ...{ scope: 'openid realname', state: 'forged', redirect_uri: 'https://thief.example/' },
    });
    expect(page.url.searchParams.get('state')).toBe('state-of-the-application');
    const { body: tokens } = await rig.g.hall.exchange(rig.g.issuer, codeOf(page), verifier);
    expect(tokens['scope']).toBe('openid');
  });

  it('§4, §7.3: a reference is good once, and for a minute', async () => {
    const { body } = await push(asked().fields);
    codeOf(await opened(body['request_uri']));
    expect((await opened(body['request_uri'])).status).toBe(400);
    const late = await push(asked().fields);
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 71_000);
    const page = await opened(late.body['request_uri']);
    later.mockRestore();
    expect([page.status, page.url.origin]).toEqual([400, rig.g.issuer]);
  });

  it('§6: a client that must push is refused when it does not', async () => {
    const page = await rig.who.open(rig.bank.plain.ask(rig.g.issuer).address);
    expect(refusalIn(page)).toBe('invalid_request');
  });
});
