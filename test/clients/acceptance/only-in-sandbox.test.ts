import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import { onQuery } from '../../../src/db.ts';
import { citizen, startTestGateway, type TestGateway, tokensOf } from '../../support/gateway.ts';
import { auditTrail } from '../../support/trail.ts';
import { visitor } from '../../support/visitor.ts';

let g: TestGateway;
afterEach(() => g.stop());

const HOUR = 3_600_000;
const staff = { kind: 'system' } as const;
const all = Object.keys(acceptance.switches.switches);

const payloadOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

/** Every switch there is, written into the table past all rules. */
async function allOnInTheTable(client_id: string): Promise<void> {
  const set_at = g.base.clock.now();
  const until = new Date(set_at.getTime() + HOUR);
  await g.base
    .db('sandbox_switches')
    .insert(all.map((one) => ({ client_id, switch: one, set_at, until })));
}

test('a production gateway tells the truth whatever stands in the table of switches, and never reads it', async () => {
  g = await startTestGateway();
  await allOnInTheTable('hall');
  const asked: string[] = [];
  const stop = onQuery(g.base.db, (sql) => asked.push(sql));
  const person = await citizen(g.base, 'li.si');
  const who = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  const claims = await g.hall.verified(g.issuer, tokens.id_token ?? '');
  expect(claims).toMatchObject({ iss: g.issuer, aud: 'hall', nonce: 'nonce-of-the-application' });
  expect(claims['acr']).toBe('urn:songhua:acr:2');
  expect(tokens['expires_in']).toBe(1800);
  const userinfo = await g.hall.userinfo(g.issuer, tokens.access_token ?? '');
  expect([userinfo.status, userinfo.body['sub']]).toEqual([200, claims.sub]);
  const { keys } = (await (await fetch(`${g.issuer}/jwks`)).json()) as { keys: { kid: string }[] };
  expect(keys.filter(({ kid }) => kid.includes('.'))).toEqual([]);
  await who.submit(
    await who.open(`${g.issuer}/signout?id_token_hint=${tokens.id_token}`),
    {},
    { name: 'logout', value: 'yes' },
  );
  await vi.waitFor(() => expect(g.hall.tokens).toHaveLength(1), { timeout: 10_000 });
  const told = await g.hall.verified(g.issuer, g.hall.tokens[0] ?? '');
  expect(told).toMatchObject({ sub: claims.sub, sid: claims['sid'] });
  stop();
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((sql) => /sandbox_switches|acceptance_/.test(sql))).toEqual([]);
});

test('nothing is switched and no robot starts outside a sandbox', async () => {
  g = await startTestGateway();
  const one = { client_id: 'hall', switch: 'id_token_signature', minutes: 5 };
  await expect(acceptance.switches.turnOn(g.base, one, staff)).rejects.toThrow(/sandbox only/);
  const { base, hall } = g;
  const there = new URL(hall.redirect_uri).origin;
  const addresses = { start: there, inside: there, sign_out: there };
  await expect(acceptance.start(base, 'hall', addresses, staff)).rejects.toThrow(/sandbox only/);
  const run = { client_id: 'hall', run_id: 'none' };
  await expect(
    acceptance.switches.during(base, run, ['clock_ahead'], async () => {}),
  ).rejects.toThrow(/sandbox only/);
  expect(await base.db('sandbox_switches')).toEqual([]);
  expect(await base.db('acceptance_runs')).toEqual([]);
});

test('only the composition root knows the way into what makes a gateway lie', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join('src', path));
  const importing = files.filter(
    (path) =>
      !path.startsWith(join('src', 'oidc', 'sandbox')) &&
      /from '[^']*\/sandbox\/sandbox\.ts'/.test(readFileSync(path, 'utf8')),
  );
  expect(importing).toEqual([join('src', 'app.ts')]);
  return startTestGateway().then((started) => {
    g = started;
  });
});

test('a switch works for its client alone, as long as it was set, and stands in the trail', async () => {
  g = await startTestGateway({ env: { SANDBOX: 'true' } });
  const person = await citizen(g.base, 'wang.wu');
  const { turnOn, turnOff, list } = acceptance.switches;
  const one = { client_id: 'hall', switch: 'id_token_audience', minutes: 30 };
  await turnOn(g.base, one, staff);
  const audience = async (which: 'hall' | 'subhall') =>
    payloadOf((await tokensOf(g, g[which], visitor(), person)).id_token ?? '').aud;
  expect(await audience('hall')).toBe('another-client');
  expect(await audience('subhall')).toBe('subhall');
  expect(await list(g.base, 'hall')).toMatchObject([{ switch: 'id_token_audience' }]);

  g.clock.advance(31 * 60_000);
  expect(await audience('hall')).toBe('hall');
  await turnOn(g.base, one, staff);
  await turnOff(g.base, one, staff);
  expect(await audience('hall')).toBe('hall');
  const switched = (await auditTrail(g.base)).filter(({ kind }) => kind === 'sandbox.switched');
  expect(
    switched.map(({ client_id, detail }) => [client_id, detail['switch'], detail['to']]),
  ).toEqual([
    ['hall', 'id_token_audience', 'on'],
    ['hall', 'id_token_audience', 'on'],
    ['hall', 'id_token_audience', 'off'],
  ]);
});

test('a switch that there is not, and a time of more than an hour, are refused', async () => {
  g = await startTestGateway({ env: { SANDBOX: 'true' } });
  const { turnOn } = acceptance.switches;
  for (const [input, field] of [
    [{ client_id: 'hall', switch: 'constructor', minutes: 5 }, 'switch'],
    [{ client_id: 'hall', switch: 'clock_ahead', minutes: 61 }, 'minutes'],
    [{ client_id: 'hall', switch: 'clock_ahead', minutes: 0 }, 'minutes'],
  ] as const)
    await expect(turnOn(g.base, input, staff)).rejects.toMatchObject({
      code: 'http.bad_input',
      detail: { field },
    });
  expect(await g.base.db('sandbox_switches')).toEqual([]);
});

test('a code is not spent by a token endpoint that was switched to 503', async () => {
  g = await startTestGateway({ env: { SANDBOX: 'true' } });
  const person = await citizen(g.base, 'zhao.liu');
  const { address, verifier } = g.hall.ask(g.issuer);
  const who = visitor();
  const picker = await who.open(address);
  const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
  const { username, password } = person;
  const page = await who.submit(asked, { username, password });
  const code = page.url.searchParams.get('code') ?? '';
  const one = { client_id: 'hall', switch: 'token_unavailable', minutes: 5 };
  await acceptance.switches.turnOn(g.base, one, staff);
  const away = await g.hall.exchange(g.issuer, code, verifier);
  expect([away.status, away.body.error]).toEqual([503, 'temporarily_unavailable']);
  await acceptance.switches.turnOff(g.base, one, staff);
  expect((await g.hall.exchange(g.issuer, code, verifier)).status).toBe(200);
});
