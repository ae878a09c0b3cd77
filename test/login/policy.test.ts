import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as sources from '../../src/sources/sources.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;
beforeAll(async () => {
  province = await startProvince();
});
afterAll(() => province?.stop());

const rules = async (id: string, to: Partial<sources.Policy>) => {
  const { base } = province.data;
  const row = await sources.read(base, id);
  if (!row) throw new Error(`no source ${id}`);
  const was = sources.rulesOf(row);
  await sources.changeRules(base, { id, to, was }, { kind: 'system' });
};
const open = {
  ...{ may_link: true, may_create: true, links_alone: true, kinds: ['person' as const] },
  regions: null,
};
beforeEach(async () => {
  await province.renew();
  for (const id of ['fund', 'medical', 'tourism']) await rules(id, open);
  await province.events();
});

/** Zhang has been here before, through the fund. */
async function signedInBefore(): Promise<void> {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  await province.events();
}
const atMedical = async () => {
  const who = province.browser();
  const page = await province.visit(who, await province.begin(who), 'medical', {
    ...zhang,
    sub: 'medical-1',
  });
  return { who, page };
};

test('a stranger is told that a way is for people who have linked it, and no identity is made', async () => {
  await rules('medical', { may_create: false });
  await province.events();
  const { page } = await atMedical();
  expect(page.status).toBe(403);
  expect(page.text).toContain('login.opens_none');
  expect(await province.count('identities')).toBe(0);
  expect(await province.events()).toEqual(['identity.arrived', 'login.refused']);
});

test('a rule that is changed while the notice is read holds', async () => {
  const { who, page } = await atMedical();
  await rules('medical', { may_create: false });
  const end = await who.submit(page, '/notice');
  expect(end.text).toContain('login.opens_none');
  expect(await province.count('identities')).toBe(0);
});

test('where nothing is linked by itself, the owner of the number proves it once and is linked', async () => {
  await signedInBefore();
  await rules('medical', { links_alone: false });
  const { who, page } = await atMedical();
  const asked = page.text.includes('name="choice"') ? page : await who.submit(page, '/notice');
  const ways = await who.submit(asked, '/prove', { choice: 'prove' });
  const end = await province.visit(who, ways, 'fund', zhang);
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  expect([await province.count('identities'), await province.count('links')]).toEqual([1, 2]);
});

test('where no account may be added, the one that would have been is refused as such', async () => {
  await signedInBefore();
  await rules('medical', { may_link: false });
  const { page } = await atMedical();
  expect(page.text).toContain('login.joins_none');
  expect(await province.count('links')).toBe(1);
});

test('a way that is only for some departments is neither shown nor taken at a service of another', async () => {
  const { base } = province.data;
  await rules('medical', { regions: ['medical-office'] });
  const { clients } = province.engine;
  const hall = clients.get('hall');
  if (!hall) throw new Error('no hall');
  const at = async (code: string) => {
    const department_id = await departments.idOf(base, code);
    if (department_id === undefined) throw new Error(`no department ${code}`);
    clients.set('hall', { ...hall, department_id });
    const who = province.browser();
    return { who, page: await province.begin(who) };
  };
  const there = await at('medical-office');
  expect(there.page.text).toContain('value="medical"');
  const { who, page } = await at('fund-office');
  expect(page.text).not.toContain('value="medical"');
  const refused = await who.submit(page, '/source', { source: 'medical' });
  expect(refused.text).toContain('login.source_not_accepted');
});
