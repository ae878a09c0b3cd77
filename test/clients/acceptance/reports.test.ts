import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../../src/clients/clients.ts';
import { newId } from '../../../src/crypto/ids.ts';
import * as deployment from '../../../src/deployment.ts';
import * as keys from '../../../src/keys/keys.ts';
import { type RelyingParty, startRelyingParty } from '../../doubles/relying-party.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import {
  loopback,
  seedClients,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.ts';
import { auditTrail } from '../../support/trail.ts';

const DAY = 24 * 3_600_000;
const staff = { kind: 'system' } as const;

let sandbox: TestGateway;
let province: FreshDatabase;
let hall: RelyingParty;
beforeAll(async () => {
  const now = new Date();
  sandbox = await startTestGateway({ now, env: { SANDBOX: 'true' } });
  province = await freshDatabase({ at: now });
  await deployment.mark(province.base, false);
  hall = sandbox.hall;
  await seedClients(province.base, [hall, await startRelyingParty('other')]);
});
afterAll(async () => {
  await sandbox.stop();
  await province.drop();
});

const points = (result: acceptance.Result = 'passed') =>
  acceptance.pointCodes.map((code) => ({ code, result, evidence: '' }));

/** A run of the sandbox as the robot would have left it. */
async function ran(passed: boolean, ended_at = sandbox.clock.now()): Promise<string> {
  const id = newId(sandbox.clock);
  await sandbox.base.db('acceptance_runs').insert({
    ...{ id, client_id: 'hall', state: 'done', passed, profile: 'standard' },
    ...{ asked_at: ended_at, ended_at },
    addresses: JSON.stringify({}),
    redirect_uris: JSON.stringify([hall.redirect_uri]),
    points: JSON.stringify(points(passed ? 'passed' : 'failed')),
  });
  return id;
}

const reportOf = async (run: string) =>
  (await acceptance.signedReport(sandbox.base, sandbox.issuer, run)) ?? '';

const take = (report: string, client_id = 'hall', issuer = sandbox.issuer) =>
  acceptance.importReport(
    province.base,
    { issuer, networks: loopback },
    { client_id, report },
    staff,
  );

/** A report with other claims, signed with the sandbox's own key. */
async function signed(changes: Record<string, unknown>, typ = 'acceptance+jwt'): Promise<string> {
  const key = (await keys.signingKeys(sandbox.base)).find(
    ({ alg, state }) => alg === 'ES256' && state === 'current',
  );
  if (!key) throw new Error('no key');
  const now = Math.floor(sandbox.clock.now().getTime() / 1000);
  const claims = {
    ...{ client_id: 'hall', profile: 'standard', redirect_uris: [hall.redirect_uri] },
    ...{ points: points(), passed: true, iss: sandbox.issuer, iat: now },
    ...changes,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ })
    .sign(await importJWK(key.privateJwk, 'ES256'));
}

describe('a report of the sandbox in production', () => {
  test('of a passed run lets its client be submitted, for 90 days', async () => {
    expect(await acceptance.leftToExcuse(province.base, 'hall')).toBeUndefined();
    await take(await reportOf(await ran(true)));
    expect(await acceptance.leftToExcuse(province.base, 'hall')).toEqual([]);
    expect(await acceptance.leftToExcuse(province.base, 'other')).toBeUndefined();
    expect(await acceptance.imported(province.base, 'hall')).toMatchObject({
      issuer: sandbox.issuer,
      points: acceptance.pointCodes.length,
    });
    const [event] = (await auditTrail(province.base)).filter(
      ({ kind }) => kind === 'acceptance.imported',
    );
    expect(event).toMatchObject({ client_id: 'hall', outcome: 'ok' });
    province.clock.advance(89 * DAY);
    expect(await acceptance.leftToExcuse(province.base, 'hall')).toEqual([]);
    province.clock.advance(DAY);
    expect(await acceptance.leftToExcuse(province.base, 'hall')).toBeUndefined();
    province.clock.advance(-90 * DAY);
  });

  test('counts no more once the client has other redirect addresses', async () => {
    await take(await reportOf(await ran(true)));
    const { base } = province;
    await base
      .db('clients')
      .where({ id: 'hall' })
      .update({ redirect_uris: JSON.stringify([`${hall.redirect_uri}/new`]) });
    expect(await acceptance.leftToExcuse(base, 'hall')).toBeUndefined();
    await base
      .db('clients')
      .where({ id: 'hall' })
      .update({ redirect_uris: JSON.stringify([hall.redirect_uri]) });
    expect(await acceptance.leftToExcuse(base, 'hall')).toEqual([]);
  });

  test('a run that did not pass has none', async () => {
    expect(await reportOf(await ran(false))).toBe('');
  });

  const refused: [string, () => Promise<string>, string][] = [
    ['of another client', () => signed({ client_id: 'other' }), 'clients.report_of_other'],
    ['of another profile', () => signed({ profile: 'strict' }), 'clients.report_of_other'],
    [
      'of other redirect addresses',
      () => signed({ redirect_uris: ['https://elsewhere.example/'] }),
      'clients.report_of_other',
    ],
    [
      'older than 90 days',
      () => signed({ iat: Math.floor((sandbox.clock.now().getTime() - 90 * DAY) / 1000) }),
      'clients.report_too_old',
    ],
    [
      'of a day to come',
      () => signed({ iat: Math.floor((sandbox.clock.now().getTime() + DAY) / 1000) }),
      'clients.report_unreadable|clients.report_too_old',
    ],
    ['that says it failed', () => signed({ passed: false }), 'clients.report_failed'],
    [
      'with a point that failed',
      () =>
        signed({
          points: points().map((one, at) => (at === 7 ? { ...one, result: 'failed' } : one)),
        }),
      'clients.report_failed',
    ],
    ['that lacks a point', () => signed({ points: points().slice(1) }), 'clients.report_failed'],
    ['that is another kind of token', () => signed({}, 'JWT'), 'clients.report_unreadable'],
    [
      'of another issuer',
      () => signed({ iss: 'https://else.example' }),
      'clients.report_unreadable',
    ],
    [
      'that was altered',
      async () => {
        const [head, , signature] = (await signed({})).split('.');
        const body = Buffer.from(JSON.stringify({ client_id: 'hall', passed: true }));
        return `${head}.${body.toString('base64url')}.${signature}`;
      },
      'clients.report_unreadable',
    ],
    [
      'without a signature',
      async () => {
        const [, body] = (await signed({})).split('.');
        const head = Buffer.from('{"alg":"none","typ":"acceptance+jwt"}').toString('base64url');
        return `${head}.${body}.`;
      },
      'clients.report_unreadable',
    ],
    ['that is none', async () => 'hello', 'clients.report_unreadable'],
  ];

  test.each(refused)('%s is refused', async (_, make, code) => {
    await province.base.db('acceptance_reports').delete();
    const fault = await take(await make()).then(
      () => undefined,
      (thrown: { code: string }) => thrown.code,
    );
    expect(code.split('|')).toContain(fault);
    expect(await acceptance.leftToExcuse(province.base, 'hall')).toBeUndefined();
  });

  test('for another client than it is of is refused', async () => {
    await expect(take(await signed({}), 'other')).rejects.toMatchObject({
      code: 'clients.report_of_other',
    });
  });

  test('of any other sandbox than the one of the settings is refused', async () => {
    const other = await startTestGateway({ env: { SANDBOX: 'true' } });
    try {
      await expect(take(await signed({}), 'hall', other.issuer)).rejects.toMatchObject({
        code: 'clients.report_unreadable',
      });
    } finally {
      await other.stop();
    }
  });

  test('is not taken while no sandbox is named, or it does not answer', async () => {
    const input = { client_id: 'hall', report: await signed({}) };
    const none = acceptance.importReport(province.base, undefined, input, staff);
    await expect(none).rejects.toMatchObject({ code: 'clients.no_sandbox' });
    await expect(take(input.report, 'hall', 'http://localhost:9')).rejects.toMatchObject({
      code: 'clients.no_sandbox',
    });
  });

  test('is what a client is handed in with; without one it is not', async () => {
    const { base } = province;
    await base.db('acceptance_reports').delete();
    const accepted = acceptance.gate({ issuer: sandbox.issuer, networks: loopback });
    const client = await clients.read(base, 'hall');
    const draft = { id: 'hall', proposal: client as never };
    expect(await accepted(base, draft, {})).toBeUndefined();
    const kept = await accepted(base, draft, { report: await reportOf(await ran(true)) });
    expect(kept).toMatchObject({ issuer: sandbox.issuer, points: acceptance.pointCodes.length });
    expect(await accepted(base, draft, {})).toEqual(kept);
    // In the sandbox its own latest run counts, and a report that is shown is not looked at.
    const own = acceptance.gate(undefined);
    expect(await own(sandbox.base, draft, { report: 'anything' })).toHaveProperty('passed_at');
    await ran(false, new Date(sandbox.clock.now().getTime() + 1_000));
    expect(await own(sandbox.base, draft, {})).toBeUndefined();
  });

  test('still verifies after the sandbox has changed its keys', async () => {
    const run = await ran(true);
    await keys.rotate(sandbox.base, 'ES256', { tokenLifeMs: 0 });
    await keys.retire(sandbox.base);
    await expect
      .poll(async () => take(await reportOf(run)).then(() => 'taken'), { timeout: 10_000 })
      .toBe('taken');
    expect(await clients.read(province.base, 'hall')).toBeDefined();
  });
});
