import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CitizenCode, citizens, PASSWORD } from '../../../src/oidc/sandbox/citizens.ts';
import { settle } from '../../../src/oidc/sandbox/settling.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Page, visitor } from '../../support/visitor.ts';

let g: TestGateway;
beforeAll(async () => {
  g = await startTestGateway({ env: { SANDBOX: 'true' } });
}, 60_000);
afterAll(() => g?.stop());

const sourceAt = { local: 'local', department: 'sandbox-department', limited: 'sandbox-limited' };

/** From the hall through one of the places where a citizen has an account. */
async function signIn(
  code: string,
  place: keyof typeof sourceAt,
  params: Record<string, string> = {},
  password = PASSWORD,
) {
  const who = visitor();
  const { address, verifier } = g.hall.ask(g.issuer, params);
  const picker = await who.open(address);
  const asked = await who.submit(picker, {}, { name: 'source', value: sourceAt[place] });
  const page = await who.submit(asked, { username: code, password });
  return { who, page, verifier, asked };
}

async function claimsOf({ page, verifier }: { page: Page; verifier: string }) {
  const answer = page.url.searchParams.get('code');
  if (!answer) throw new Error(`no code: ${page.url.pathname} ${page.text.slice(0, 300)}`);
  const { body } = await g.hall.exchange(g.issuer, answer, verifier);
  const token = await g.hall.verified(g.issuer, String(body['id_token']));
  const said = await g.hall.userinfo(g.issuer, String(body['access_token']));
  return { token, person: said.body as Record<string, unknown> };
}

const open = citizens.filter(({ blocked }) => !blocked);
const ways = open.flatMap(({ code, places }) => places.map((place) => [code, place] as const));

test.each(ways)('%s signs in at %s with the password that the page names', async (code, place) => {
  const one = citizens.find((citizen) => citizen.code === code);
  if (!one) throw new Error('nobody');
  const scope = 'openid realname phone idno';
  const { token, person } = await claimsOf(await signIn(code, place, { scope }));
  const reaches = place === 'local' ? 2 : place === 'limited' ? 1 : 4;
  expect(token['acr']).toBe(`urn:songhua:acr:${Math.min(one.level, reaches)}`);
  expect(person['name']).toBe(one.attributes.name);
  expect(person['phone_number']).toBe(one.attributes.phone_number);
  // A number that is only said is nobody's own, and given to nobody.
  const number = one.level < 2 ? undefined : one.attributes.id_number;
  expect([person['id_no'], person['id_type']]).toEqual([number, number && one.attributes.id_type]);
});

test('who chooses another language at the made-up department goes on with the same sign-in', async () => {
  const { who, asked } = await signIn('level-two', 'department', {}, 'wrong');
  const [, link = ''] = /href="([^"]*lang=ko)"/.exec(asked.html) ?? [];
  const page = await who.open(new URL(link.replaceAll('&amp;', '&'), asked.url));
  expect([page.status, page.html]).toEqual([200, expect.stringContaining('<html lang="ko"')]);
  const came = await who.submit(page, { username: 'level-two', password: PASSWORD });
  expect(came.url.searchParams.get('code')).not.toBeNull();
});

test('one person is the same at both places, and a second start makes nobody anew', async () => {
  const count = async () => Number((await g.base.db('identities').count())[0]?.['count']);
  const before = await count();
  expect(before).toBe(citizens.length);
  await settle(g.base, g.issuer);
  const [ours, theirs] = [await signIn('korean', 'local'), await signIn('korean', 'department')];
  const subjects = [(await claimsOf(ours)).token.sub, (await claimsOf(theirs)).token.sub];
  expect(new Set(subjects).size).toBe(1);
  expect(await count()).toBe(before);
});

test('the one whose source bears level 1 comes back from a service that asks for more', async () => {
  const { who, page } = await signIn('ceiling', 'limited', { acr_values: 'urn:songhua:acr:2' });
  expect(page.url.origin).toBe(g.issuer);
  expect(page.url.searchParams.get('code')).toBeNull();
  const back = page.forms.find(({ action }) => /leave|cancel|abort/.test(action.pathname));
  expect(back, page.text).toBeDefined();
  const left = await who.submit({ ...page, forms: back ? [back] : [] });
  expect(left.url.searchParams.get('error')).toBe('unmet_authentication_requirements');
});

test('the one who is stopped is let in nowhere', async () => {
  for (const place of ['local', 'department'] as const) {
    const { page } = await signIn('blocked', place);
    expect(page.url.searchParams.get('code')).toBeNull();
    expect(page.text).toContain('暂停使用');
  }
});

test('a wrong password is said at the department, and turning back leads to the picker', async () => {
  const { page, asked, who } = await signIn('level-two', 'department', {}, 'another');
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('密码不对')]);
  const [, href = ''] = /class="aside"><a href="([^"]+)"/.exec(asked.html) ?? [];
  const back = await who.open(href.replaceAll('&amp;', '&'));
  expect(back.url.pathname).toMatch(/^\/signin\//);
});

test.each([
  ['zh-CN', '测试居民'],
  ['ko', '시험주민'],
  ['en', 'Test citizens'],
])('the page names everybody and the password, in %s', async (lang, title) => {
  const page = await visitor().open(`${g.issuer}/sandbox?lang=${lang}`);
  expect(page.html).toContain(`lang="${lang}"`);
  expect(page.text).toContain(title);
  expect(page.text).toContain(PASSWORD);
  for (const { code, attributes } of citizens) {
    expect(page.text).toContain(code);
    expect(page.text).toContain(attributes.id_number ?? code);
  }
});

test('numbers are made up: area 220000, and a card of no country', () => {
  for (const { attributes } of citizens)
    if (attributes.id_number) expect(attributes.id_number).toMatch(/^(220000|922000)/);
});

test('nobody changes an account that all share; what ends something may be done', async () => {
  const { who } = await signIn('level-two' satisfies CitizenCode, 'local');
  const page = await who.open(`${g.issuer}/account/password`);
  const [form] = page.forms.filter(({ action }) => action.pathname === '/account/password');
  if (!form) throw new Error(`no form: ${page.text}`);
  const typed = { current_password: PASSWORD, password: 'another-river-418' };
  const refused = await who.submit({ ...page, forms: [form] }, typed);
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('大家共用')]);
  await claimsOf(await signIn('level-two', 'local'));
  const places = await who.open(`${g.issuer}/account/sessions`);
  const [end] = places.forms.filter(({ action }) => action.pathname.endsWith('/end-others'));
  if (end) expect((await who.submit({ ...places, forms: [end] })).status).toBe(200);
});
