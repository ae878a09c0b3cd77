import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as sources from '../../src/sources/sources.ts';
import { auditTrail } from '../support/trail.ts';
import type { Browser, Page } from './browser.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;
beforeAll(async () => {
  province = await startProvince();
});
afterAll(() => province?.stop());
beforeEach(() => province.renew());

const stands = (state: sources.State) =>
  province.data.base.db('sources').where({ id: 'tourism' }).update({ state });
const signedInBefore = async (): Promise<Browser> => {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  return who;
};
const search = (who: Browser, page: Page, query: string) =>
  who.open(`${page.url.pathname}?q=${encodeURIComponent(query)}`);

test('a source in test is shown to whoever types its id, and lets in nobody but the accounts named', async () => {
  const { base } = province.data;
  await stands('test');
  await sources.nameTesters(base, 'tourism', ['tester-1'], { kind: 'system' });
  const who = province.browser();
  const page = await province.begin(who);
  expect(page.text).not.toContain('name="source" value="tourism"');
  const found = await search(who, page, 'tourism');
  expect(found.text).toContain('name="source" value="tourism"');
  const stranger = await province.visit(who, found, 'tourism', { sub: 'anybody' });
  expect(stranger.text).toContain('sources.in_test');
  expect(await province.count('identities')).toBe(0);
  const tester = province.browser();
  const notice = await province.visit(tester, await province.begin(tester), 'tourism', {
    sub: 'tester-1',
  });
  const end = await tester.submit(notice, '/notice');
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
});

test('whoever is taken off the list between the proof and the end does not come in', async () => {
  const { base } = province.data;
  await stands('test');
  await sources.nameTesters(base, 'tourism', ['tester-1'], { kind: 'system' });
  const who = province.browser();
  const begun = await search(who, await province.begin(who), 'tourism');
  const notice = await province.visit(who, begun, 'tourism', { sub: 'tester-1' });
  await sources.nameTesters(base, 'tourism', ['tester-2'], { kind: 'system' });
  const { text } = await who.submit(notice, '/notice');
  expect(text).toContain('sources.in_test');
  expect(province.engine.signedIn).toEqual([]);
});

test.each(['draft', 'shadow', 'paused', 'retired'] as const)(
  'a source that is %s signs nobody in, whoever asks for it, and its links stay',
  async (state) => {
    const first = province.browser();
    const account = { sub: `there-${state}` };
    const notice = await province.visit(first, await province.begin(first), 'tourism', account);
    await first.submit(notice, '/notice');
    const identity_id = province.engine.signedIn.at(-1)?.identity_id ?? '';
    await stands(state);
    const who = province.browser();
    const page = await province.begin(who);
    expect((await search(who, page, 'tourism')).text).not.toContain(
      'name="source" value="tourism"',
    );
    const refused = await who.submit(page, '/source', { source: 'tourism' });
    expect(refused.text).toContain('sources.paused');
    const links = await identities.links(province.data.base, identity_id);
    expect(links.map(({ source_id }) => source_id)).toEqual(['tourism']);
  },
);

test('a source in shadow compares what it says with who is signed in, counts it, and changes nothing', async () => {
  const { base } = province.data;
  const who = await signedInBefore();
  await stands('live');
  const other = province.browser();
  const notice = await province.visit(other, await province.begin(other), 'tourism', {
    sub: 'of-another',
  });
  await other.submit(notice, '/notice');
  await stands('shadow');
  const [identities_before, links_before] = [
    await province.count('identities'),
    await province.count('links'),
  ];
  const compare = async (account: typeof zhang | { sub: string }) => {
    province.tourism.signsIn(account);
    const { leftFor } = await who.post('/add?source=tourism', '');
    return (await who.open(await province.tourism.visit(String(leftFor)))).text;
  };
  expect(await compare({ sub: 'of-another' })).toBe('done=compared');
  expect(await compare({ sub: 'unheard-of' })).toBe('done=compared');
  expect(await compare({ ...zhang, sub: 'says-a-number' })).toBe('done=compared');
  expect(await sources.comparedSoFar(base, 'tourism')).toEqual({
    ...{ same: 0, other: 1, nobody: 2, conflict: 0 },
  });
  await base.db('sources').where({ id: 'tourism' }).update({ registration: 'issued' });
  await compare({ ...zhang, sub: 'issued-now' });
  await compare({ ...zhang, sub: 'issued-other-name', name: '王试' });
  await base.db('sources').where({ id: 'tourism' }).update({ registration: 'self_registered' });
  expect(await sources.comparedSoFar(base, 'tourism')).toEqual({
    ...{ same: 1, other: 1, nobody: 2, conflict: 1 },
  });
  expect([await province.count('identities'), await province.count('links')]).toEqual([
    identities_before,
    links_before,
  ]);
  // Each leaves who asked for it and at which source; what it gave stays in the counts.
  const told = (await auditTrail(base)).filter(({ kind }) => kind === 'source.compared');
  const [me] = province.engine.signedIn;
  expect(
    told.map(({ actor_kind, actor_id, source_id, outcome, detail }) => [
      ...[actor_kind, actor_id, source_id, outcome, detail],
    ]),
  ).toEqual(Array(5).fill(['identity', me?.identity_id, 'tourism', 'ok', {}]));
});

test('one person compares a few times, then has to wait, whatever account it is; another need not', async () => {
  const [who, other] = [await signedInBefore(), province.browser()];
  const notice = await province.visit(other, await province.begin(other), 'tourism', { sub: 'b' });
  await other.submit(notice, '/notice');
  await stands('shadow');
  const begins = (one: Browser) => one.post('/add?source=tourism', '');
  for (let n = 0; n < 6; n += 1) expect((await begins(who)).leftFor).toBeDefined();
  const refused = await begins(who);
  expect(refused.status).toBe(429);
  expect(refused.text).toContain('http.too_many_requests');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await begins(other)).leftFor).toBeDefined();
  await stands('live');
  expect((await begins(who)).leftFor).toBeDefined();
});
