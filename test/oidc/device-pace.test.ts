/** How often a machine may ask while its code waits (RFC 8628 §3.2, §3.5). */
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { citizen, startTestGateway, type TestGateway, tokensOf } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import { ask, choose, machineClient, poll } from './machines.ts';
import { somebody } from './rig.ts';

onBothStores((env) => {
  let g: TestGateway;
  let machine: RelyingParty;
  let people = 0;
  beforeAll(async () => {
    g = await startTestGateway({ env: env() });
    machine = await machineClient(g.base, [g.issuer], 'kiosk');
  });
  afterAll(async () => {
    await machine?.stop();
    await g?.stop();
  });

  const errorOf = async (device_code: unknown) =>
    (await poll(g.issuer, machine, device_code)).body.error;

  /** Somebody signed in on a telephone, before the page of this code. */
  async function phoneAt(asked: Record<string, unknown>) {
    people += 1;
    const person = await citizen(g.base, `pace-${people}`, somebody());
    const phone = visitor();
    await tokensOf(g, g.hall, phone, person);
    return { phone, page: await phone.open(String(asked['verification_uri_complete'])) };
  }

  it('is said with the code, and who asks sooner is told to slow down', async () => {
    const { body: asked } = await ask(g.issuer, machine);
    expect(asked['interval']).toBe(5);
    const code = asked['device_code'];
    expect(await errorOf(code)).toBe('authorization_pending');
    expect(await errorOf(code)).toBe('slow_down');
    const { status, body } = await poll(g.issuer, machine, code);
    expect([status, body.error, typeof body['error_description']]).toEqual([
      ...[400, 'slow_down', 'string'],
    ]);
  });

  it('is counted for each code by itself', async () => {
    const [one, two] = [await ask(g.issuer, machine), await ask(g.issuer, machine)];
    for (const { body } of [one, two])
      expect(await errorOf(body['device_code'])).toBe('authorization_pending');
  });

  it('keeps no decision from whoever asks too soon', async () => {
    const { body: asked } = await ask(g.issuer, machine);
    await errorOf(asked['device_code']);
    expect(await errorOf(asked['device_code'])).toBe('slow_down');
    const { phone, page } = await phoneAt(asked);
    await choose(phone, page, 'approve');
    const { status, body } = await poll(g.issuer, machine, asked['device_code']);
    expect([status, typeof body.access_token]).toEqual([200, 'string']);

    const { body: other } = await ask(g.issuer, machine);
    await errorOf(other['device_code']);
    const refusing = await phoneAt(other);
    await choose(refusing.phone, refusing.page, 'refuse');
    expect(await errorOf(other['device_code'])).toBe('access_denied');
  });

  it('is nothing to whoever has no such code', async () => {
    for (let times = 0; times < 3; times += 1)
      expect(await errorOf('no-such-code')).toBe('invalid_grant');
  });

  it('is kept by a certified library, which then has its tokens', async () => {
    const songhua = await oidc.discovery(
      new URL(g.issuer),
      machine.id,
      undefined,
      oidc.ClientSecretBasic(machine.secret),
      { execute: [oidc.allowInsecureRequests] },
    );
    const asked = await oidc.initiateDeviceAuthorization(songhua, {
      scope: 'openid realname',
      device: 'T-01',
    });
    expect(asked.interval).toBe(5);
    const { phone, page } = await phoneAt({ ...asked });
    await choose(phone, page, 'approve');
    const tokens = await oidc.pollDeviceAuthorizationGrant(songhua, asked);
    const { name } = await oidc.fetchUserInfo(
      songhua,
      tokens.access_token,
      String(tokens.claims()?.sub),
    );
    expect(name).toBe('韩测试');
  }, 30_000);
});
