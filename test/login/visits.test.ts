import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Browser, browser } from './browser.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(() => province.renew());
afterAll(() => province.stop());

/** Until the source has sent the browser back; the address of our callback with its answer. */
async function answered(who: Browser, source: 'fund' | 'medical' = 'fund'): Promise<URL> {
  province[source].signsIn(zhang);
  const { leftFor } = await who.submit(await province.begin(who), '/source', { source });
  return province[source].visit(String(leftFor));
}

/** A refusal that leads somewhere, says its code, and has let nobody in. */
async function expectRefused(page: { status: number; text: string }, code: string, status: number) {
  expect(page.status).toBe(status);
  expect(page.text).toContain(code);
  expect(page.text).toMatch(/class="ways"><a class="button" href="(?!tel)/);
  expect(province.engine.signedIn).toEqual([]);
  expect(await province.count('identities')).toBe(0);
}

test('a visit takes ten answers, whoever knows its state, and the first of them still counts', async () => {
  const who = province.browser();
  const back = await answered(who);
  const first = await fetch(back, { redirect: 'manual' });
  const stranger = province.browser();
  for (let time = 0; time < 9; time += 1) await fetch(back, { redirect: 'manual' });
  await expectRefused(await stranger.open(new URL(back)), 'login.visit_full', 429);
  const arrival = new URL(first.headers.get('location') as string, back);
  expect((await who.open(arrival)).text).toContain('个人信息处理告知');
});

test('a forged state is refused', async () => {
  const who = province.browser();
  const back = await answered(who);
  back.searchParams.set('state', 'A'.repeat(43));
  await expectRefused(await who.open(back), 'login.visit_unknown', 400);
  back.searchParams.delete('state');
  await expectRefused(await who.open(back), 'login.visit_unknown', 400);
});

test('an answer at the callback of another source is refused', async () => {
  const who = province.browser();
  const back = await answered(who);
  back.pathname = '/callback/medical';
  await expectRefused(await who.open(back), 'login.visit_unknown', 400);
});

test('a callback of a source that does not exist is refused', async () => {
  const who = province.browser();
  const back = await answered(who);
  back.pathname = '/callback/nowhere';
  await expectRefused(await who.open(back), 'sources.unknown', 404);
});

test('an answer in a browser that did not begin is thrown away, for that browser and every other', async () => {
  const attacker = province.browser();
  const back = await answered(attacker);
  const victim = province.browser();
  const refused = await victim.open(back);
  await expectRefused(refused, 'login.other_browser', 403);
  await expectRefused(await attacker.open(refused.url), 'login.visit_used', 400);
});

test('an answer for one sign-in does not serve another, whoever brings it', async () => {
  const back = await answered(province.browser());
  const kept = await fetch(back, { redirect: 'manual' });
  const { search } = new URL(kept.headers.get('location') as string, back);
  const victim = province.browser();
  const own = await province.begin(victim);
  const page = await victim.open(`${own.url.pathname}/arrive${search}`);
  await expectRefused(page, 'login.other_browser', 403);
});

test('an answer that nobody gave is refused', async () => {
  const who = province.browser();
  const own = await province.begin(who);
  const page = await who.open(`${own.url.pathname}/arrive?visit=${'B'.repeat(43)}`);
  await expectRefused(page, 'login.visit_unknown', 400);
});

test('a callback that is replayed is refused, and the sign-in that it served goes on', async () => {
  const who = province.browser();
  const back = await answered(who);
  const notice = await who.open(back);
  expect(notice.text).toContain('个人信息处理告知');
  const replayed = await province.browser().open(back);
  await expectRefused(replayed, 'login.visit_used', 400);
  expect((await who.submit(notice, '/notice')).leftFor?.searchParams.get('code')).toBe('given');
});

test('eight tabs that bring one answer at once make one visit of it', async () => {
  const who = province.browser();
  const back = await answered(who);
  const asked = province.fund.asked.token;
  const pages = await Promise.all(Array.from({ length: 8 }, () => who.open(back)));
  expect(province.fund.asked.token).toBe(asked + 1);
  expect(pages.some((page) => page.text.includes('/notice'))).toBe(true);
  expect(pages.every((page) => page.status === 200 || page.text.includes('login.visit_used'))).toBe(
    true,
  );
});

test('the address of an arrival opened again simply goes on', async () => {
  const who = province.browser();
  const back = await answered(who);
  const first = await fetch(back, { redirect: 'manual' });
  const arrival = new URL(first.headers.get('location') as string, back);
  await who.open(arrival);
  const again = await who.open(arrival);
  expect(again.status).toBe(200);
  expect(again.text).toContain('个人信息处理告知');
});

test('who stays too long at the department chooses again', async () => {
  const who = province.browser();
  const back = await answered(who);
  province.data.clock.advance(31 * 60_000);
  await expectRefused(await who.open(back), 'login.visit_expired', 400);
});

test('a sign-in that is over says so and leads back to the service', async () => {
  const who = province.browser();
  const page = await province.begin(who);
  await answered(who);
  province.engine.forgetInteractions();
  const over = await who.open(page.url);
  await expectRefused(over, 'login.expired', 400);
  const visited = province.browser();
  const second = await province.begin(visited);
  await visited.submit(second, '/source', { source: 'fund' });
  province.engine.forgetInteractions();
  expect((await visited.open(second.url)).text).toContain('href="https://hall.example/"');
});

test('the cookie of another sign-in does not serve this one', async () => {
  const who = province.browser();
  const first = await province.begin(who);
  await province.begin(who);
  const stale = await who.submit(first, '/source', { source: 'fund' });
  expect(stale.status).toBe(400);
  expect(stale.text).toContain('login.expired');
});

test('the back button after the end leads to a page with a way on', async () => {
  const who = province.browser();
  const notice = await who.open(await answered(who));
  await who.submit(notice, '/notice');
  const back = await who.submit(notice, '/notice');
  expect(back.status).toBe(400);
  expect(back.text).toContain('href="https://hall.example/"');
});

test('an answer that does not hold is refused, noted, and leads on', async () => {
  province.fund.misdeeds = { foreignSignature: true };
  const who = province.browser();
  const refused = await who.open(await answered(who));
  await expectRefused(refused, 'sources.bad_answer', 400);
  expect(await province.events()).toEqual(['login.failed']);
  expect(refused.text).toContain('/ways"');
});

test('the state has 256 bits, and no page or log carries it', async () => {
  const who = province.browser();
  const page = await province.begin(who);
  const { leftFor } = await who.submit(page, '/source', { source: 'fund' });
  const state = leftFor?.searchParams.get('state') as string;
  expect(Buffer.from(state, 'base64url')).toHaveLength(32);
  await who.open(await province.fund.visit(String(leftFor)));
  expect(province.site.logged()).not.toContain(state);
});

test('nothing personal lies open in what is kept between two pages', async () => {
  const seen: string[] = [];
  const { passing } = province.engine.needs;
  const { put } = passing;
  passing.put = (kind, key, payload, ttl) => {
    seen.push(JSON.stringify(payload));
    return put(kind, key, payload, ttl);
  };
  const who = browser(province.site.origin);
  await who.submit(await who.open(await answered(who)), '/notice');
  passing.put = put;
  expect(seen.length).toBeGreaterThan(3);
  expect(seen.join()).not.toMatch(/张试|220000190001010018|fund-1001|code_verifier|nonce/);
});
