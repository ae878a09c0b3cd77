/** Never 1, 3 and 5 for checks on the way up: nobody else is raised, no further than it bears, and once. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import { number } from '../identities/people.ts';
import { type Citizen, signInLocally } from '../support/gateway.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type CheckedProvince, startCheckedProvince } from './checked-province.ts';
import { citizenOf } from './citizens.ts';
import { codeOf, press } from './province.ts';

vi.setConfig({ testTimeout: 20_000 });

let p: CheckedProvince;
let made = 0;
beforeAll(async () => {
  p = await startCheckedProvince();
}, 60_000);
beforeEach(() => p.base.db('tries').delete());
afterAll(() => p.stop());

const level3 = { acr_values: 'urn:songhua:acr:3' };

async function person(): Promise<Citizen & { id_number: string }> {
  made += 1;
  const id_number = number();
  p.authority.people.push({ name: '钱样本', id_number });
  return { ...(await citizenOf(p, `checked-${made}`, { id_number })), id_number };
}

/** A browser that stands before the way back from the pages where its owner's face was compared. */
function before() {
  return visitor({ stopsAt: (url) => url.pathname.endsWith('/check/face') && url.search !== '' });
}
type Visitor = ReturnType<typeof before>;

/** Up to the way back, which is not taken. */
async function compared(who: Visitor, page: Page, { id_number }: { id_number: string }) {
  const said = await press(who, page, '/check', {}, { name: 'method', value: 'face' });
  const consent = await press(who, said, '/check/said');
  p.authority.face = id_number;
  return (await press(who, consent, '/check/face')).url;
}

const faces = ({ identity_id }: Citizen) =>
  p.base.db('evidence').where({ identity_id, method: 'face' });

it('never 5: a visit where a face was compared counts once, also when it comes back several times at once', async () => {
  const one = await person();
  const who = before();
  const { address } = p.hall.ask(p.issuer, level3);
  const back = await compared(who, await signInLocally(who, address, one), one);
  const on = visitor();
  for (const [key, cookie] of who.cookies) on.cookies.set(key, cookie);
  await Promise.all([1, 2, 3].map(() => on.open(back)));
  await on.open(back);
  expect(await faces(one)).toHaveLength(1);
  expect(p.authority.asked.filter(({ step }) => step === 'result')).toHaveLength(1);
});

it('never 1: what one browser brings back from there raises nobody in another', async () => {
  const [one, other] = [await person(), await person()];
  const [who, thief] = [before(), before()];
  const { address } = p.hall.ask(p.issuer, level3);
  const back = await compared(who, await signInLocally(who, address, one), one);
  const page = await signInLocally(thief, p.hall.ask(p.issuer, level3).address, other);
  const theirs = await compared(thief, page, { id_number: one.id_number });
  // Their own address, with the ticket of somebody else's face.
  const mixed = new URL(theirs);
  mixed.searchParams.set('ticket', back.searchParams.get('ticket') ?? '');
  const on = visitor();
  for (const [key, cookie] of thief.cookies) on.cookies.set(key, cookie);
  await on.open(back);
  await on.open(mixed);
  expect(await faces(other)).toEqual([]);
  expect(await identities.level(p.base, other.identity_id)).toBe(2);
});

it('never 1: a session that was signed out meanwhile, or a password that was changed, is raised by nothing', async () => {
  const [one, other] = [await person(), await person()];
  const who = before();
  const first = p.hall.ask(p.issuer);
  const told = await signInLocally(who, first.address, one);
  const { body } = await p.hall.exchange(p.issuer, codeOf(told), first.verifier);
  const back = await compared(who, await who.open(p.hall.ask(p.issuer, level3).address), one);
  const confirm = await who.open(`${p.issuer}/signout?id_token_hint=${body.id_token}`);
  await who.submit(confirm, {}, { name: 'logout', value: 'yes' });

  const second = before();
  const page = await signInLocally(second, p.hall.ask(p.issuer, level3).address, other);
  const theirs = await compared(second, page, other);
  const { identity_id } = other;
  await credentials.setPassword(p.base, {
    ...{ identity_id, password: 'heron-willow-902', bound_level: 2 },
  });

  for (const [browser, address] of [
    [who, back],
    [second, theirs],
  ] as const) {
    const on = visitor();
    for (const [key, cookie] of browser.cookies) on.cookies.set(key, cookie);
    const after = await on.open(address);
    expect(after.url.searchParams.get('code')).toBeNull();
  }
  expect([...(await faces(one)), ...(await faces(other))]).toEqual([]);
});

it('never 3: what a check has given falls with its evidence, and lends nothing to a way in that was not shown', async () => {
  const one = await person();
  const who = visitor();
  const { address, verifier } = p.hall.ask(p.issuer, level3);
  p.authority.face = one.id_number;
  const page = await signInLocally(who, address, one);
  const said = await press(who, page, '/check', {}, { name: 'method', value: 'face' });
  const consent = await press(who, said, '/check/said');
  const back = await press(who, consent, '/check/face');
  const { body } = await p.hall.exchange(p.issuer, codeOf(back), verifier);
  const { identity_id } = one;
  expect((await p.hall.verified(p.issuer, String(body.id_token))).acr).toBe('urn:songhua:acr:3');
  const links = await p.base.db('links').where({ identity_id });
  expect(links.map(({ bound_level }) => bound_level)).toEqual([2]);
  await p.base
    .db('evidence')
    .where({ identity_id, method: 'face' })
    .update({ revoked_at: p.clock.now() });
  const refreshed = await p.hall.refresh(p.issuer, body.refresh_token ?? '');
  expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});
