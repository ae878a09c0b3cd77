import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { means } from '../../src/admin/executors.ts';
import { policy } from '../../src/admin/policy.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { seedStaff } from '../staff/people.ts';
import { REASON, regionSource, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let asker: Member;
let decider: Member;
beforeAll(async () => {
  hall = await startConsole();
  [asker, decider] = [
    await hall.as('department_administrator', 'inside'),
    await hall.as('system_administrator', 'province'),
  ];
}, 60_000);
afterAll(() => hall?.stop());

const off = async (id: string, side = 'yanji') => {
  await regionSource(hall, id, side);
  await send(side === 'yanji' ? asker : decider, `/admin/sources/${id}/off`, { named: id });
  return waiting(hall, 'source.disable');
};

describe('the map of acts', () => {
  it('names permissions of the policy only, has an executor for each, and words in three languages', () => {
    const known = Object.keys(policy);
    for (const [act, { ask, decide, now, review }] of Object.entries(approvals.declarations)) {
      for (const permission of [ask, decide, now, review])
        expect(permission === undefined || known.includes(permission)).toBe(true);
      expect(means.executors[act as approvals.Act].run).toBeTypeOf('function');
      for (const lang of langs)
        expect(sentences(lang).console.approvals.acts[act as approvals.Act]).toBeTruthy();
    }
  });

  it('has two acts that may come first, and the founding of the staff', () => {
    const now = Object.entries(approvals.declarations).filter(([, { now }]) => now);
    expect(now.map(([act]) => act)).toEqual(['source.disable', 'client.suspend', 'staff.grant']);
  });
});

describe('approvals in the console', () => {
  it('are listed to whom they concern, filtered by state and act, and by what waits for oneself', async () => {
    const id = await off('yanji-listed');
    const href = `/admin/approvals/${id}`;
    expect((await textOf(asker, '/admin/approvals')).text).toContain(href);
    expect((await textOf(decider, '/admin/approvals?waiting=mine')).text).toContain(href);
    expect((await textOf(asker, '/admin/approvals?waiting=mine')).text).not.toContain(href);
    expect((await textOf(decider, '/admin/approvals?state=executed')).text).not.toContain(href);
    expect((await textOf(decider, '/admin/approvals?act=keys.rotate')).text).not.toContain(href);
    expect((await textOf(decider, '/admin/approvals?act=source.disable')).text).toContain(href);
    const elsewhere = await seedStaffElsewhere();
    expect(elsewhere.list).not.toContain(href);
    expect(elsewhere.one).toBe(404);
    expect(await send(asker, `${href}/withdraw`)).toContain('done=withdrawn');
  });

  it.each(langs)(
    'in %s one says in words what is asked, of what, by whom and why',
    async (lang) => {
      const id = await off(`yanji-words-${lang.toLowerCase()}`);
      const { text } = await textOf(decider, `/admin/approvals/${id}`, lang);
      const t = sentences(lang).console.approvals;
      for (const words of [t.acts['source.disable'], t.approve, t.refuse, REASON])
        expect(text).toContain(words);
      expect(text).not.toMatch(/NaN|undefined|\[object/);
      await send(asker, `/admin/approvals/${id}/withdraw`);
    },
  );

  it('are decided by nobody whose role was taken away since, and the page says so', async () => {
    const id = await off('yanji-role');
    const { department_id } = { department_id: hall.node.inside };
    const [grant] = (await staff.grantHistory(hall.base, asker.staff_id)).filter(
      (one) => one.role === 'department_administrator',
    );
    await staff.revoke(hall.base, { grant_id: grant?.id ?? '' });
    const path = `/admin/approvals/${id}/decide`;
    expect(await send(decider, path, { verdict: 'approve' })).toBe('approvals.role_gone');
    expect((await approvals.read(hall.base, id))?.state).toBe('failed');
    await staff.grant(hall.base, {
      ...{ staff_id: asker.staff_id, role: 'department_administrator', department_id },
    });
  });

  it('are not decided by somebody who may only see them', async () => {
    const id = await off('yanji-seen');
    const auditor = await hall.as('audit_administrator', 'province');
    const page = await textOf(auditor, `/admin/approvals/${id}`);
    expect(page.text).toContain(sentences('zh-CN').console.approvals.not_yours);
    const path = `/admin/approvals/${id}/decide`;
    expect(await send(auditor, path, { verdict: 'approve' })).toBe('approvals.role_gone');
    await send(asker, `/admin/approvals/${id}/withdraw`);
  });

  it('give and take a role of staff, each by two people', async () => {
    const one = await hall.as('security_administrator', 'province');
    const { staff_id } = await seedStaff(hall.base, { name: '宋测试' });
    const department_id = await departments.rootId(hall.base);
    const role = 'operator';
    const other = await seedStaff(hall.base, { roles: ['security_administrator'] });
    const ask = (asked: approvals.Asked) =>
      approvals.ask(
        hall.base,
        { ...asked, place: { department_ids: [department_id] }, reason: REASON, by: one.staff_id },
        means,
      );
    const decide = (id: string) =>
      approvals.decide(
        hall.base,
        { id, by: other.staff_id, verdict: 'approve', reason: `同意：${REASON}` },
        means,
      );
    const id = await ask({ act: 'staff.grant', params: { staff_id, role, department_id } });
    const page = await textOf(one, `/admin/approvals/${id}`);
    for (const words of ['宋测试', '坐席']) expect(page.text).toContain(words);
    expect(await decide(id)).toEqual({ state: 'executed' });
    const [grant] = await staff.grantHistory(hall.base, staff_id);
    expect(grant).toMatchObject({ role, approval_id: id, granted_by: other.staff_id });
    const back = await ask({
      act: 'staff.revoke',
      params: { staff_id, grant_id: grant?.id ?? '' },
    });
    expect(await decide(back)).toEqual({ state: 'executed' });
    expect(await staff.grantsOf(hall.base, staff_id)).toEqual([]);
    const reset = await ask({ act: 'staff.reset_factor', params: { staff_id } });
    expect(await decide(reset)).toEqual({ state: 'executed' });
  });

  it('are not done on one word where a second could be given, whoever asks for it', async () => {
    const one = await hall.as('security_administrator', 'province');
    const { staff_id } = await seedStaff(hall.base, { name: '江测试' });
    const department_id = await departments.rootId(hall.base);
    const grant = { staff_id, role: 'security_administrator', department_id };
    const now = (params: typeof grant) =>
      approvals.actNow(
        hall.base,
        {
          ...{ act: 'staff.grant', params, place: 'province' },
          ...{ reason: REASON, by: one.staff_id },
        },
        means,
      );
    const refused = { code: 'approvals.not_allowed' };
    await expect(now(grant)).rejects.toMatchObject(refused);
    await expect(now({ ...grant, role: 'operator' })).rejects.toMatchObject(refused);
    expect(await staff.grantsOf(hall.base, staff_id)).toEqual([]);
  });

  /** What a department administrator of the other region is shown. */
  async function seedStaffElsewhere() {
    const { signedInStaff } = await import('../staff/people.ts');
    const { token } = await signedInStaff(hall.base, {
      roles: ['department_administrator'],
      department_code: 'shuangyang',
    });
    const cookie = `songhua-staff-${new URL(hall.issuer).port}=${token}`;
    const get = (path: string) => fetch(new URL(path, hall.issuer), { headers: { cookie } });
    const id = (await hall.base.db('approvals').first('id'))?.id;
    return {
      list: await (await get('/admin/approvals')).text(),
      one: (await get(`/admin/approvals/${id}`)).status,
    };
  }
});

it('shows what a newer node asked as far as this one knows it, and lets nobody decide it here', async () => {
  const id = await off('newer-src');
  await hall.base
    .db('approvals')
    .where({ id })
    .update({ act: 'source.remake' as never });
  const t = sentences('zh-CN').console.approvals;
  const list = await textOf(decider, '/admin/approvals?state=asked');
  expect([list.status, list.text.includes('source.remake')]).toEqual([200, true]);
  const page = await textOf(decider, `/admin/approvals/${id}`);
  expect(page.status).toBe(200);
  for (const words of ['source.remake', 'newer-src', t.newer]) expect(page.text).toContain(words);
  expect(page.text).not.toContain(`/admin/approvals/${id}/decide`);
  const path = `/admin/approvals/${id}/decide`;
  expect(await send(decider, path, { verdict: 'approve' })).toBe('approvals.newer');
  expect((await hall.base.db('approvals').where({ id }).first())?.state).toBe('asked');
});
