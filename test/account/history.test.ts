import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Browser, type Person, person, type Rig, startRig } from './rig.ts';

const path = '/account/history';
const staff = { staff_id: '0192aaaa-0000-7000-8000-000000000001' };

let rig: Rig;
let zhang: Person;
let browser: Browser;
beforeEach(async () => {
  rig = await startRig();
  zhang = await person(rig.base);
  await rig.signIn(zhang, 'here');
  browser = rig.browser('here');
});
afterEach(() => rig.stop());

/** Somebody of support looks; a second later the next thing happens. */
async function viewed(identity_id: string, department_id?: string) {
  const what = {
    identity_id,
    kind: 'viewed',
    reason_code: 'help_call',
    note: '手机号已更换',
  } as const;
  await interventions.note(rig.base, what, { ...staff, ...(department_id && { department_id }) });
  rig.clock.advance(1_000);
}

describe('what was done with my account', () => {
  it('is empty, and says what would be here', async () => {
    expect((await browser.get(path)).html).toContain('还没有记录');
  });

  it('names what, when, why and which department, and nothing of what staff wrote', async () => {
    const [department] = await departments.tree(rig.base);
    await viewed(zhang.identity_id, department?.id);
    await interventions.requireEvidence(
      rig.base,
      { identity_id: zhang.identity_id, reason_code: 'evidence_doubt' },
      staff,
    );
    await rig.signIn(zhang, 'again');
    const { html } = await rig.browser('again').get(path);
    for (const said of [
      '查看了您的登录记录',
      '您来电求助',
      department?.names['zh-CN'] ?? '',
      '要求重新核验身份',
      '仍然有效',
      '省级管理部门',
    ])
      expect(html).toContain(said);
    expect(html.indexOf('要求重新核验身份')).toBeLessThan(html.indexOf('查看了您的登录记录'));
    expect(html).not.toContain('手机号已更换');
    expect(html).not.toContain(staff.staff_id);
  });

  it('is mine alone', async () => {
    const other = await person(rig.base, { subject: 'li', id_number: number() });
    await viewed(other.identity_id);
    expect((await browser.get(path)).html).toContain('还没有记录');
  });

  it('is a note on the first page until it was shown, and the showing is in the trail once', async () => {
    await viewed(zhang.identity_id);
    await viewed(zhang.identity_id);
    expect((await browser.get('/account')).html).toContain('处理记录里有 2 条您还没有看过的内容');
    await browser.get(path);
    await browser.get(path);
    expect((await browser.get('/account')).html).not.toContain('您还没有看过');
    const told = (await auditTrail(rig.base)).filter(({ kind }) => kind === 'identity.told');
    expect(told).toMatchObject([
      { actor_kind: 'identity', actor_id: zhang.identity_id, detail: { count: 2 } },
    ]);
  });

  it('goes on page by page, each entry once', async () => {
    for (let count = 0; count < 25; count += 1) await viewed(zhang.identity_id);
    const first = (await browser.get(path)).html;
    const next = /href="(\/account\/history\?before=[^"]+)"/.exec(first)?.[1] ?? '';
    const second = (await browser.get(next)).html;
    const times = (html: string) => html.match(/<time datetime="[^"]+"/gi) ?? [];
    expect([times(first).length, times(second).length]).toEqual([20, 5]);
    expect(new Set([...times(first), ...times(second)]).size).toBe(25);
    expect(second).not.toContain('?before=');
  });

  it('takes no cursor that is none', async () => {
    for (const before of ['x', '1.2', `123456789012.${'-'.repeat(36)}`])
      expect((await browser.get(`${path}?before=${before}`)).status, before).toBe(400);
  });
});
