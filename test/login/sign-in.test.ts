import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { auditTrail } from '../support/trail.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(() => province.renew());
afterAll(() => province.stop());

/** From the hall through 公积金, as somebody who has been here before. */
async function signedInBefore(account = zhang): Promise<string> {
  const who = province.browser();
  const notice = await province.visit(who, await province.begin(who), 'fund', account);
  await who.submit(notice, '/notice');
  await province.events();
  return province.engine.signedIn.at(-1)?.identity_id as string;
}

test('somebody new picks a source, signs in there, reads the notice and is back at the service', async () => {
  const who = province.browser();
  const picker = await province.begin(who);
  expect(picker.text).toContain('吉事办');
  const notice = await province.visit(who, picker, 'fund', zhang);
  expect(await province.count('identities')).toBe(0);
  const end = await who.submit(notice, '/notice');
  expect(end.leftFor?.href).toBe('https://hall.example/callback?code=given');
  expect(province.engine.signedIn).toMatchObject([
    {
      source_id: 'fund',
      level: 2,
      factor_reach: 2,
      amr: ['pwd'],
      device: '—',
      network: '127.0.0.0/24',
    },
  ]);
  const { base } = province.data;
  expect((await base.db.raw('select version from notices_shown')).rows).toEqual([
    { version: '2026-11' },
  ]);
  expect(await province.events()).toEqual([
    'identity.arrived',
    'identity.notice_accepted',
    'login.succeeded',
  ]);
  const trail = await auditTrail(base);
  expect(trail.find(({ kind }) => kind === 'login.succeeded')).toMatchObject({
    client_id: 'hall',
    source_id: 'fund',
    actor_id: province.engine.signedIn[0]?.identity_id,
    detail: { level: 2, outcome: 'created' },
  });
});

test('the same account again is let through without a further page', async () => {
  const identity = await signedInBefore();
  const who = province.browser();
  const end = await province.visit(who, await province.begin(who), 'fund', zhang);
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  expect(province.engine.signedIn.at(-1)?.identity_id).toBe(identity);
  expect(await province.events()).toEqual(['identity.arrived', 'login.succeeded']);
});

test('the same person through another counter is the same identity', async () => {
  const identity = await signedInBefore();
  const who = province.browser();
  await province.visit(who, await province.begin(who), 'medical', { ...zhang, sub: 'yb-77' });
  expect(province.engine.signedIn.at(-1)).toMatchObject({
    identity_id: identity,
    source_id: 'medical',
  });
});

test('who declines the notice goes back, and nothing was made of them', async () => {
  const who = province.browser();
  const notice = await province.visit(who, await province.begin(who), 'fund', zhang);
  const end = await who.submit(notice, '/leave');
  expect(end.leftFor?.searchParams.get('error')).toBe('access_denied');
  expect(await province.count('identities')).toBe(0);
  expect(await province.count('links')).toBe(0);
  expect(await province.events()).toEqual(['login.refused']);
});

test('the way used last comes first the next time', async () => {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  const again = await province.begin(who);
  expect(again.text.indexOf('公积金')).toBeLessThan(again.text.indexOf('医保'));
  const kept = [...who.cookies].filter(([name]) => name.startsWith('songhua-source'));
  expect(kept.map(([, { value }]) => value)).toEqual(['fund']);
});

test('a level that is too low is said, with ways on; going back tells the service why', async () => {
  await signedInBefore();
  const who = province.browser();
  const picker = await province.begin(who, { acr_values: 'urn:songhua:acr:3' });
  const low = await province.visit(who, picker, 'fund', zhang);
  expect(low.leftFor).toBeUndefined();
  expect(low.text).toContain('需要更可靠的登录方式');
  expect((await who.open(`${low.url.pathname}/ways`)).text).toContain('name="source"');
  const end = await who.submit(low, '/leave');
  expect(end.leftFor?.searchParams.get('error')).toBe('unmet_authentication_requirements');
  expect(await province.events()).toEqual(['identity.arrived', 'login.refused']);
});

test('the lowest of the levels that a service lists is enough', async () => {
  await signedInBefore();
  const who = province.browser();
  const asks = { acr_values: 'urn:songhua:acr:3 urn:songhua:acr:2 urn:other:9' };
  const end = await province.visit(who, await province.begin(who, asks), 'fund', zhang);
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
});

test("the service's own floor holds whatever it asks for", async () => {
  const { clients } = province.engine;
  const hall = clients.get('hall');
  if (hall) clients.set('hall', { ...hall, level_floor: 3 });
  await signedInBefore();
  const who = province.browser();
  const low = await province.visit(who, await province.begin(who), 'fund', zhang);
  expect(low.text).toContain('需要更可靠的登录方式');
});

test('a source that is switched off while the person is there lets nobody in', async () => {
  await signedInBefore();
  const who = province.browser();
  province.fund.signsIn(zhang);
  const { leftFor } = await who.submit(await province.begin(who), '/source', { source: 'fund' });
  const back = await province.fund.visit(String(leftFor));
  await sources.pause(province.data.base, 'fund', { kind: 'system' });
  const before = province.engine.signedIn.length;
  const asked = province.fund.asked.token;
  const refused = await who.open(back);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('/ways');
  expect(province.engine.signedIn).toHaveLength(before);
  expect(province.fund.asked.token).toBe(asked);
});

test('a source that is switched off while the notice is read lets nobody in', async () => {
  const who = province.browser();
  const notice = await province.visit(who, await province.begin(who), 'fund', zhang);
  await sources.pause(province.data.base, 'fund', { kind: 'system' });
  expect((await who.submit(notice, '/notice')).status).toBe(403);
  expect(province.engine.signedIn).toEqual([]);
  expect(await province.count('identities')).toBe(0);
});

test('a source that the service does not accept is not offered, and refused to who asks for it', async () => {
  const { clients } = province.engine;
  const hall = clients.get('hall');
  if (hall) clients.set('hall', { ...hall, accepted_sources: ['medical'] });
  const who = province.browser();
  const picker = await province.begin(who);
  expect(picker.text).toContain('医保');
  expect(picker.text).not.toContain('公积金');
  expect(picker.text).not.toContain('吉林省统一账号');
  for (const source of ['fund', 'local']) {
    const refused = await who.submit(picker, '/source', { source });
    expect(refused.status).toBe(403);
  }
});

test('who cancels at the department chooses again', async () => {
  province.fund.misdeeds = { cancel: true };
  const who = province.browser();
  const again = await province.visit(who, await province.begin(who), 'fund', zhang);
  expect(again.status).toBe(200);
  expect(again.url.pathname).toMatch(/\/ways$/);
  expect(await province.events()).toEqual(['login.failed']);
});

test('a department that does not answer is said to be down, and the others go on', async () => {
  province.fund.misdeeds = { hang: true };
  const who = province.browser();
  const picker = await province.begin(who);
  const down = await who.submit(picker, '/source', { source: 'fund' });
  expect(down.status).toBe(503);
  expect(down.text).toContain('没有应答');
  const notice = await province.visit(who, picker, 'medical', zhang);
  expect((await who.submit(notice, '/notice')).leftFor?.searchParams.get('code')).toBe('given');
});

test('who is signed in is asked whether to go on, and goes on with one click', async () => {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  const asks = {
    prompt: 'select_account',
    prompt_name: 'select_account',
    reasons: 'select_account_prompt',
  };
  const offer = await province.begin(who, asks);
  expect(offer.text).toContain('张*');
  expect(offer.text).not.toContain('张试');
  const end = await who.submit(offer, '/continue');
  expect(end.leftFor?.searchParams.get('carried')).toBe('on');
  expect(province.engine.signedIn).toHaveLength(1);
});

test('or signs in as somebody else', async () => {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  const asks = {
    prompt: 'select_account',
    prompt_name: 'select_account',
    reasons: 'select_account_prompt',
  };
  const offer = await province.begin(who, asks);
  const ways = await who.open(`${offer.url.pathname}/ways`);
  const other = {
    sub: 'fund-2',
    name: '李试',
    id_type: 'resident_id',
    id_number: '220000190001010026',
  };
  await who.submit(await province.visit(who, ways, 'fund', other), '/notice');
  const [first, second] = province.engine.signedIn;
  expect(second?.identity_id).not.toBe(first?.identity_id);
});

test('a request for a new sign-in is not met by the session that lives', async () => {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  const picker = await province.begin(who, { prompt: 'login', reasons: 'login_prompt' });
  expect(picker.text).toContain('name="source"');
  const { leftFor } = await who.submit(picker, '/source', { source: 'fund' });
  expect(leftFor?.searchParams.get('prompt')).toBe('login');
});

test('the page speaks the language that the service asks for', async () => {
  const page = await province.begin(province.browser(), { ui_locales: 'fr ko zh' });
  expect(page.text).toContain('lang="ko"');
});

test('a service that is not known any more is an error, not a page to sign in', async () => {
  const page = await province.begin(province.browser(), {
    client_id: 'gone',
    redirect_uri: 'https://x.example',
  });
  expect(page.status).toBe(400);
});
