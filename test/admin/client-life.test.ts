import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { forms, passed } from '../clients/forms.ts';
import { kinds, ownClient, REASON, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

let hall: Console;
let department: Member;
let province: Member;
beforeAll(async () => {
  hall = await startConsole();
  await ownClient(hall);
  department = await hall.as('department_administrator', 'inside');
  province = await hall.as('system_administrator', 'province');
}, 60_000);
afterAll(() => hall?.stop());

const stateOf = async (id: string) => (await clients.read(hall.base, id))?.state;
const path = (id: string) => `/admin/clients/${id}`;
const decide = (who: Member, approval: string, verdict: 'approve' | 'refuse') =>
  send(who, `/admin/approvals/${approval}/decide`, { verdict });

/** An application of the region that its developers handed in. */
async function submitted(id: string): Promise<string> {
  const actor = { kind: 'staff', id: department.staff_id } as const;
  await clients.draft(hall.base, { id, department_code: 'yanji-fund', ...forms(id) }, actor);
  await clients.submit(hall.base, id, { actor }, passed);
  return id;
}

describe('an application that was submitted', () => {
  it('is shown as it was submitted, backed by its department, and decided by the province', async () => {
    const id = await submitted('queue-app');
    expect((await textOf(province, '/admin/clients?state=submitted')).text).toContain(id);
    for (const lang of langs) {
      const { text } = await textOf(department, path(id), lang);
      const t = sentences(lang).console.clients.life;
      for (const words of [t.submitted, t.accepted, t.acts.approval.title, t.fields.purpose])
        expect(text).toContain(words);
      expect(text).toContain('https://queue-app.example/callback');
      expect(text).toContain('13800000000');
      expect(text).not.toMatch(/NaN|undefined|\[object/);
    }
    expect(await send(department, `${path(id)}/approval`)).toBe(`${path(id)}?done=asked`);
    const approval = await waiting(hall, 'client.admit');
    expect(await decide(department, approval, 'approve')).toBe('approvals.same_person');
    expect(await stateOf(id)).toBe('submitted');
    const page = await textOf(province, `/admin/approvals/${approval}`);
    expect(page.text).toContain('https://queue-app.example/callback');
    expect(await decide(province, approval, 'approve')).toContain('done=approved');
    expect(await stateOf(id)).toBe('approved');
    expect(await send(department, `${path(id)}/open`)).toBe('clients.no_credentials');
    await clients.addSecret(hall.base, { client_id: id });
    expect(await send(department, `${path(id)}/open`)).toContain('done=changed');
    expect(await stateOf(id)).toBe('live');
    expect(await kinds(hall, id)).toEqual([
      ...['client.drafted', 'client.submitted', 'client.admitted'],
      ...['client.secret_added', 'client.went_live'],
    ]);
  });

  it('is a draft again with the reason when the province refuses', async () => {
    const id = await submitted('refused-app');
    await send(department, `${path(id)}/approval`);
    const approval = await waiting(hall, 'client.admit');
    expect(await decide(province, approval, 'refuse')).toContain('done=refused');
    expect(await stateOf(id)).toBe('draft');
    const { text } = await textOf(department, path(id));
    expect(text).toContain(sentences('zh-CN').console.clients.life.came.refused);
    expect(text).toContain(REASON);
  });

  it('is sent back by one person, and what waited for a decision comes to nothing', async () => {
    const id = await submitted('returned-app');
    await send(department, `${path(id)}/approval`);
    const approval = await waiting(hall, 'client.admit');
    expect(await send(province, `${path(id)}/return`)).toContain('done=changed');
    expect(await stateOf(id)).toBe('draft');
    expect(await decide(province, approval, 'approve')).toContain('done=not_done');
    expect(await stateOf(id)).toBe('draft');
    expect(await send(province, `${path(id)}/return`)).toBe('clients.wrong_state');
  });
});

describe('an application that failed a point which may be excused', () => {
  it('shows both of the staff the point and the reason before all else', async () => {
    const id = 'excused-app';
    const actor = { kind: 'staff', id: department.staff_id } as const;
    const code = 'id_token.alg_none';
    const reason = '网站由 Apache 登录，程序不能改；TLS 由信息中心保证。';
    await clients.draft(hall.base, { id, department_code: 'yanji-fund', ...forms(id) }, actor);
    const accepted: clients.Acceptance = async () => ({ points: 78, excused: [{ code, reason }] });
    await clients.submit(hall.base, id, { actor }, accepted);
    expect(await send(department, `${path(id)}/approval`)).toBe(`${path(id)}?done=asked`);
    const approval = await waiting(hall, 'client.admit');
    for (const lang of langs) {
      const { acceptance, console } = sentences(lang);
      const [point] = acceptance.points[code] as [string, string];
      const life = (await textOf(department, path(id), lang)).text;
      for (const words of [point, code, reason, console.clients.life.accepted_but('1')])
        expect(life.replaceAll('&amp;', '&')).toContain(words);
      expect(life.indexOf(reason)).toBeLessThan(
        life.indexOf('https://excused-app.example/callback'),
      );
      const asked = (await textOf(province, `/admin/approvals/${approval}`, lang)).text;
      const [, first, value] = /<dt>([^<]*)<\/dt>\s*<dd>([^<]*)</.exec(asked) ?? [];
      expect(first).toContain(code);
      expect(value).toBe(reason);
    }
    expect(await decide(province, approval, 'approve')).toContain('done=approved');
    expect(await stateOf(id)).toBe('approved');
  });
});

describe('an application that is live', () => {
  it('shows what is and what is asked, and changes only when two people agreed', async () => {
    const actor = { kind: 'staff', id: department.staff_id } as const;
    const to = { redirect_uris: ['https://yanji.example/new'] };
    await clients.change(hall.base, OWN_CLIENT, to, actor);
    const { text } = await textOf(province, path(OWN_CLIENT));
    const t = sentences('zh-CN').console.clients.life;
    for (const words of [t.changes, t.columns.was, 'https://yanji.example/new'])
      expect(text).toContain(words);
    await send(department, `${path(OWN_CLIENT)}/approval`);
    expect((await clients.read(hall.base, OWN_CLIENT))?.redirect_uris).toEqual([
      'https://yanji.example/cb',
    ]);
    const approval = await waiting(hall, 'client.change');
    expect((await textOf(province, `/admin/approvals/${approval}`)).text).toContain(
      'https://yanji.example/cb',
    );
    expect(await decide(province, approval, 'approve')).toContain('done=approved');
    expect((await clients.read(hall.base, OWN_CLIENT))?.redirect_uris).toEqual(to.redirect_uris);
    expect(await kinds(hall, OWN_CLIENT)).toContain('client.change_granted');
  });

  it('is stopped at once by one who names it, and goes on again by two', async () => {
    const stop = `${path(OWN_CLIENT)}/stop-now`;
    expect(await send(department, stop, { named: 'another' })).toBe('admin.not_named');
    expect(await stateOf(OWN_CLIENT)).toBe('live');
    expect(await send(department, stop, { named: OWN_CLIENT })).toContain('done=switched_off');
    expect(await stateOf(OWN_CLIENT)).toBe('suspended');
    const [row] = await hall.base.db('approvals').where({ act: 'client.suspend' } as never);
    expect(row).toMatchObject({ emergency: true, asked_by: department.staff_id });
    expect(await send(department, `${path(OWN_CLIENT)}/resume`)).toContain('done=asked');
    const approval = await waiting(hall, 'client.resume');
    expect(await decide(province, approval, 'approve')).toContain('done=approved');
    expect(await stateOf(OWN_CLIENT)).toBe('live');
  });

  it('is stopped by two', async () => {
    expect(await send(department, `${path(OWN_CLIENT)}/stop`)).toContain('done=asked');
    const approval = await waiting(hall, 'client.suspend');
    expect(await decide(department, approval, 'approve')).toBe('approvals.same_person');
    expect(await stateOf(OWN_CLIENT)).toBe('live');
    expect(await decide(province, approval, 'approve')).toContain('done=approved');
    expect(await stateOf(OWN_CLIENT)).toBe('suspended');
  });
});
