/**
 * The gate of the acceptance (ADR 0049): nothing but the closed list can be excused, by whatever form or
 * report; never without a reason, and never in the strict profile.
 */
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as keys from '../../src/keys/keys.ts';
import { forms } from '../clients/forms.ts';
import { memberAt, pointsBut, ranAt } from '../portal/handing-in.ts';
import { type Portal, startBoth } from '../portal/rig.ts';

let sandbox: Portal;
let province: Portal;
beforeAll(async () => {
  ({ sandbox, province } = await startBoth());
}, 120_000);
afterAll(async () => {
  await province?.stop();
  await sandbox?.stop();
});

const WHY = '程序不能改，风险由部门承担。';
/** A form by hand, with a reason for every point that there is. */
const everything = Object.fromEntries(acceptance.pointCodes.map((code) => [`excuse.${code}`, WHY]));
const others = acceptance.pointCodes.filter(
  (code) => !acceptance.excusable.includes(code) && !acceptance.toldOf(code).advised,
);

/** A report under the sandbox's own key, as a sandbox of other rules might sign it. */
async function signed(id: string, claims: Record<string, unknown>): Promise<string> {
  const key = (await keys.signingKeys(sandbox.base)).find(
    ({ alg, state }) => alg === 'ES256' && state === 'current',
  );
  if (!key) throw new Error('no key');
  const { redirect_uris } = forms(id);
  return new SignJWT({ client_id: id, profile: 'standard', redirect_uris, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'acceptance+jwt' })
    .setIssuer(sandbox.issuer)
    .setIssuedAt(Math.floor(sandbox.clock.now().getTime() / 1000))
    .sign(await importJWK(key.privateJwk, 'ES256'));
}

test('one point is on the list', () => {
  expect(acceptance.excusable).toEqual(['id_token.alg_none']);
});

describe('in the sandbox', () => {
  test('no point outside the list is excused by a form that has a field for each', async () => {
    const app = await memberAt(sandbox, 'each-point');
    for (const code of others) {
      await ranAt(
        sandbox,
        'each-point',
        pointsBut({ [code]: 'failed', 'id_token.alg_none': 'failed' }),
      );
      const { status } = await app.submit('', everything);
      expect([code, status, await app.state()]).toEqual([code, 409, 'draft']);
    }
  }, 120_000);

  test('a point that was not reached is not excused, nor one of which there is no reason', async () => {
    const app = await memberAt(sandbox, 'not-reached');
    await ranAt(sandbox, 'not-reached', pointsBut({ 'id_token.alg_none': 'not_reached' }));
    expect((await app.submit('', everything)).status).toBe(409);
    await ranAt(sandbox, 'not-reached', pointsBut({ 'id_token.alg_none': 'failed' }));
    const { 'excuse.id_token.alg_none': _, ...rest } = everything;
    const saying = (reason: string) => ({ ...rest, 'excuse.id_token.alg_none': reason });
    const nothing = ['\u200B', '\u202E', '\u3164', '\u{E0020}', ' \u2060'].map((one) =>
      one.repeat(60),
    );
    for (const fields of [{}, rest, ...[' \0\n 1234567 ', ...nothing].map(saying)])
      expect((await app.submit('', fields)).status).toBe(400);
    expect(await app.state()).toBe('draft');
    expect((await app.submit('', everything)).status).toBe(303);
    expect(await app.state()).toBe('submitted');
  });

  test('nothing is excused in the strict profile', async () => {
    const app = await memberAt(sandbox, 'strict-one', {
      ...{ profile: 'strict', auth_method: 'private_key_jwt' },
      jwks_uri: 'https://strict-one.example/jwks',
    });
    await ranAt(sandbox, 'strict-one', pointsBut({ 'id_token.alg_none': 'failed' }), 'strict');
    expect((await app.submit('', everything)).status).toBe(409);
    expect(await app.state()).toBe('draft');
    expect(
      await acceptance.latestSigned(sandbox.base, sandbox.issuer, 'strict-one'),
    ).toBeUndefined();
  });
});

describe('in production', () => {
  test('a report with another point failed is refused, whatever it says of itself', async () => {
    const app = await memberAt(province, 'signed-elsewhere');
    for (const code of others)
      for (const passed of [true, false]) {
        const points = pointsBut({ [code]: 'failed', 'id_token.alg_none': 'failed' });
        const report = await signed('signed-elsewhere', { points, passed });
        const refused = await app.submit(report, everything);
        expect([code, refused.status, await app.state()]).toEqual([code, 400, 'draft']);
      }
    // Nor one that says that it passed what it did not.
    const points = pointsBut({ 'id_token.alg_none': 'failed' });
    const lying = await signed('signed-elsewhere', { points, passed: true });
    expect((await app.submit(lying, everything)).status).toBe(400);
    const honest = await signed('signed-elsewhere', { points, passed: false });
    expect((await app.submit(honest, {})).status).toBe(400);
    expect((await app.submit(honest, everything)).status).toBe(303);
  }, 180_000);

  test('a report of the strict profile is refused', async () => {
    const app = await memberAt(province, 'strict-there', {
      ...{ profile: 'strict', auth_method: 'private_key_jwt' },
      jwks_uri: 'https://strict-there.example/jwks',
    });
    const points = pointsBut({ 'id_token.alg_none': 'failed' });
    const report = await signed('strict-there', { points, passed: false, profile: 'strict' });
    expect((await app.submit(report, everything)).status).toBe(400);
    expect(await app.state()).toBe('draft');
  });
});
