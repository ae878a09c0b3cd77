/** The device authorisation grant, RFC 8628: self-service machines. Their pages: test/oidc/kiosks.test.ts. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RelyingParty } from '../../doubles/relying-party.ts';
import { citizen, tokensOf, type Visitor } from '../../support/gateway.ts';
import { startMachine } from '../../support/machine.ts';
import { visitor } from '../../support/visitor.ts';
import { post, somebody } from '../rig.ts';
import { basic, errorOf, form, type Rig, startRig } from './oauth.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
let rig: Rig;
let machine: RelyingParty;
let phone: Visitor;
beforeAll(async () => {
  rig = await startRig();
  machine = await startMachine(rig.g.base, 'kiosk');
  phone = visitor();
  const person = await citizen(rig.g.base, 'phone', somebody());
  await tokensOf(rig.g, rig.g.hall, phone, person);
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 10_000 });
});
afterAll(async () => {
  await machine?.stop();
  await rig?.stop();
});

const ask = (fields: Record<string, string> = {}) =>
  form(
    `${rig.g.issuer}/device/auth`,
    { scope: 'openid realname', device: 'T-01', ...fields },
    basic(machine),
  );
const poll = (device_code: unknown, by: RelyingParty = machine) =>
  post(`${rig.g.issuer}/token`, by, { grant_type: GRANT, device_code: String(device_code) });
const decide = async (uri: unknown, value: 'approve' | 'refuse') =>
  phone.submit(await phone.open(String(uri)), {}, { name: 'device', value });

describe('RFC 8628', () => {
  it('§3.1: a machine proves its client as at the token endpoint', async () => {
    const address = `${rig.g.issuer}/device/auth`;
    const fields = { scope: 'openid', device: 'T-01', client_id: 'kiosk' };
    expect(errorOf(await form(address, fields))).toEqual([401, 'invalid_client']);
    const wrong = basic({ id: 'kiosk', secret: 'x'.repeat(43) });
    expect(errorOf(await form(address, fields, wrong))).toEqual([401, 'invalid_client']);
  });

  it('§3.2: is told two codes, where the person goes, and how long; nobody may keep it', async () => {
    const { body, headers } = await ask();
    expect(body).toMatchObject({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verification_uri: `${rig.g.issuer}/device`,
      verification_uri_complete: `${rig.g.issuer}/device?user_code=${body['user_code']}`,
      expires_in: 120,
    });
    expect(headers.get('cache-control')).toMatch(/no-store/);
  });

  it('§3.3: the person sees the code also where it came with the address', async () => {
    const { body } = await ask();
    const page = await phone.open(String(body['verification_uri_complete']));
    expect(page.text).toContain(String(body['user_code']));
  });

  it('§3.5: the machine reads that it must wait, that it may not, or that it is over', async () => {
    const waits = (await ask()).body;
    expect(errorOf(await poll(waits['device_code']))).toEqual([400, 'authorization_pending']);
    await decide(waits['verification_uri_complete'], 'refuse');
    expect(errorOf(await poll(waits['device_code']))).toEqual([400, 'access_denied']);
    expect(errorOf(await poll('none'))).toEqual([400, 'invalid_grant']);
  });

  it('§3.4, §3.5: a code gives tokens once, to its own client', async () => {
    const { body } = await ask();
    await decide(body['verification_uri_complete'], 'approve');
    const other = await startMachine(rig.g.base, 'kiosk-2');
    await expect
      .poll(async () => (await poll(body['device_code'], other)).body.error, { timeout: 10_000 })
      .toBe('invalid_grant');
    const { status, body: tokens } = await poll(body['device_code']);
    expect([status, tokens['scope'], tokens.refresh_token]).toEqual([
      200,
      'openid realname',
      undefined,
    ]);
    expect(errorOf(await poll(body['device_code']))).toEqual([400, 'invalid_grant']);
    await other.stop();
  });

  it('§3.4: a client that is not registered for machines gets none', async () => {
    const { g } = rig;
    const fields = { scope: 'openid', device: 'T-01' };
    const answer = await form(`${g.issuer}/device/auth`, fields, basic(g.hall));
    expect(answer.status).toBe(400);
    expect(errorOf(await poll('none', g.hall))[0]).toBe(400);
  });

  it('§5.1, §6.1: the code that is typed has eight letters of twenty, none of them a vowel', async () => {
    const letters = new Set<string>();
    for (let at = 0; at < 12; at++)
      for (const one of String((await ask()).body['user_code']).replace('-', '')) letters.add(one);
    expect([...letters].join('')).not.toMatch(/[AEIOUY0-9]/);
    expect(letters.size).toBeGreaterThan(12);
  });
});
