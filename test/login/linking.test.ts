import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as sources from '../../src/sources/sources.ts';
import type { Account } from '../doubles/openid-provider.ts';
import type { Browser, Page } from './browser.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;
let who: Browser;

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(async () => {
  await province.renew();
  who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
});
afterAll(() => province.stop());

/** From the account page to the source and back, up to our callback's address. */
async function answered(account: Account): Promise<URL> {
  province.tourism.signsIn(account);
  const { leftFor } = await who.post('/add?source=tourism', '');
  expect(leftFor?.searchParams.get('prompt')).toBe('login');
  return province.tourism.visit(String(leftFor));
}

const link = async (account: Account): Promise<Page> => who.open(await answered(account));

test('an account that fits is joined to who is signed in', async () => {
  const page = await link({ ...zhang, sub: 'tour-5' });
  expect(page.text).toBe('done=linked');
  expect(await province.count('links')).toBe(2);
  expect(await province.count('identities')).toBe(1);
  expect((await link({ ...zhang, sub: 'tour-5' })).text).toBe('done=link_same');
});

test('an account without any number is joined too', async () => {
  expect((await link({ sub: 'tour-6' })).text).toBe('done=linked');
});

test('an account of another name or number is not', async () => {
  const identity_id = province.engine.signedIn[0]?.identity_id as string;
  const other = { ...zhang, sub: 'tour-7', name: '王试' };
  expect((await link(other)).text).toBe('done=link_conflict');
  expect(await identities.links(province.data.base, identity_id)).toHaveLength(1);
});

test('an account of another identity stays there', async () => {
  const other = province.browser();
  const notice = await province.visit(other, await province.begin(other), 'tourism', {
    sub: 'tour-8',
  });
  await other.submit(notice, '/notice');
  expect((await link({ sub: 'tour-8' })).text).toBe('done=link_taken');
});

test('who cancels there is back with nothing changed', async () => {
  province.tourism.misdeeds = { cancel: true };
  expect((await link(zhang)).text).toBe('done=link_cancelled');
});

test('an answer that is brought by another browser links nothing', async () => {
  const back = await answered({ ...zhang, sub: 'tour-5' });
  const stranger = await province.browser().open(back);
  expect(stranger.status).toBe(401);
  const other = province.browser();
  const notice = await province.visit(other, await province.begin(other), 'medical', {
    sub: 'yb-2',
    name: '李试',
    id_type: 'resident_id',
    id_number: '220000190001010026',
  });
  await other.submit(notice, '/notice');
  const foreign = await other.open(back);
  expect(foreign.status).toBe(403);
  expect(foreign.text).toContain('login.other_browser');
  expect(await province.count('links')).toBe(2);
});

test('an answer counts once', async () => {
  const back = await answered({ ...zhang, sub: 'tour-5' });
  await who.open(back);
  const again = await who.open(back);
  expect(again.text).toContain('login.visit_used');
});

test('nobody signed in adds nothing', async () => {
  const page = await province.browser().post('/add?source=tourism', '');
  expect(page.status).toBe(401);
  expect((await who.post('/add?source=nowhere', '')).status).toBe(404);
});

/** What somebody else does to the source while its answer is waited for. */
const meanwhile = (work: () => Promise<unknown>) => {
  province.tourism.misdeeds = { meanwhile: { token: work } };
};
const stands = (to: object) => province.data.base.db('sources').where({ id: 'tourism' }).update(to);

test('a source that is switched off while it is waited for links nothing', async () => {
  meanwhile(() => sources.pause(province.data.base, 'tourism', { kind: 'system' }));
  const page = await link({ ...zhang, sub: 'tour-5' });
  expect(page.text).toContain('sources.paused');
  expect(await province.count('links')).toBe(1);
});

test('a rule that is changed while the source is waited for holds', async () => {
  meanwhile(() => stands({ may_link: false }));
  const page = await link({ ...zhang, sub: 'tour-5' });
  await stands({ may_link: true });
  expect(page.text).toContain('login.joins_none');
  expect(await province.count('links')).toBe(1);
});

test('who left for the source to compare is not linked, though it has gone live by then', async () => {
  await stands({ state: 'shadow' });
  const back = await answered({ ...zhang, sub: 'tour-5' });
  await stands({ state: 'live' });
  expect((await who.open(back)).text).toBe('done=compared');
  expect(await province.count('links')).toBe(1);
});

test('a source that leaves shadow for nobody while it is waited for is not compared', async () => {
  await stands({ state: 'shadow' });
  meanwhile(() => stands({ state: 'retired' }));
  expect((await link({ sub: 'tour-9' })).text).toContain('sources.paused');
});
