/** What the console shows of an application besides its acts: its registration, its history, how far all are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { forms } from '../clients/forms.ts';
import { ownClient, send, textOf } from './approving.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

const DAY = 86_400_000;
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

const path = (id: string) => `/admin/clients/${id}`;
const actor = () => ({ kind: 'staff', id: department.staff_id }) as const;
const live = (id: string, more: Partial<clients.Registration> = {}) =>
  clients.register(hall.base, {
    ...{ id, department_code: 'yanji-fund', sector: id, ...forms(id), ...more },
  });

describe('the page of an application', () => {
  it('says every field of its registration, on what its data rest, and what was done with it', async () => {
    const purpose = { 'zh-CN': '核对缴存人', ko: '확인', en: 'To check' };
    const law = '《社会保险法》第七十四条';
    await live('whole', {
      level_floor: 2,
      resources: ['https://fund.example/api'],
      initiate_login_uri: 'https://whole.example/begin',
      default_max_age: 3_600,
      userinfo_signed_alg: 'ES256',
      notices_uri: 'https://whole.example/notices',
      subscriptions: ['identity.changed'],
    });
    const claims: clients.Claim[] = [
      { scope: 'phone', basis: 'consent', optional: true, law, purpose, kept_months: 18 },
    ];
    await clients.setClaims(hall.base, 'whole', claims, actor());
    for (const lang of langs) {
      const { text } = await textOf(province, path('whole'), lang);
      const t = sentences(lang).applications.staff;
      const { life } = sentences(lang).console.clients;
      for (const said of [
        ...['https://fund.example/api', 'https://whole.example/begin', '3600', 'ES256'],
        ...['https://whole.example/notices', 'identity.changed', 'client_secret_basic', 'standard'],
        ...[t.par, t.dpop, t.possible, t.device, life.fields.jwks_uri, life.fields.resources],
        ...[t.bases.optional, law, t.months('18'), purpose[lang]],
        ...[t.history, sentences(lang).console.event_kinds['client.registered']],
      ])
        expect(text, said).toContain(said);
      expect(text).not.toMatch(/NaN|undefined|\[object/);
    }
  });

  it('shows of keys what tells them apart', async () => {
    const jwk = (kid: string) => ({
      kty: 'RSA',
      kid,
      alg: 'PS256',
      use: 'sig',
      n: 'n'.repeat(342),
      e: 'AQAB',
    });
    await live('keyed', { auth_method: 'private_key_jwt', jwks: { keys: [jwk('key-of-2026')] } });
    const { text } = await textOf(province, path('keyed'));
    expect(text).toContain('key-of-2026 · RSA · PS256');
    expect(text).not.toContain('nnnn');
  });

  it('asks staff to see about a review that is overdue by 90 days, and stops nothing', async () => {
    await live('overdue');
    const ask = sentences('zh-CN').applications.staff.ask_stop;
    const home = async (who: Member) => (await textOf(who, '/admin')).text;
    expect((await textOf(province, path('overdue'))).text).not.toContain(ask);
    expect(await home(province)).not.toContain('review=staff');
    const due = new Date(hall.base.clock.now().getTime() - 91 * DAY);
    await hall.base.db('clients').where({ id: 'overdue' }).update({ review_due_at: due });
    const { text } = await textOf(province, path('overdue'));
    expect(text).toContain(ask);
    expect(text).toContain(sentences('zh-CN').applications.staff.days_over('91'));
    expect(await home(province)).toContain('/admin/clients?review=staff');
    expect(await home(department)).toContain('/admin/clients?review=staff');
    // Whoever may not ask for a stop is not asked.
    expect(await home(await hall.as('developer', 'inside'))).not.toContain('review=staff');
    const late = await textOf(province, '/admin/clients?review=staff');
    expect(late.text).toContain('overdue');
    expect(late.text).not.toContain('keyed');
    expect((await clients.read(hall.base, 'overdue'))?.state).toBe('live');
    await send(department, `${path('overdue')}/review`);
    expect(await home(province)).not.toContain('review=staff');
  });
});

describe('the receipt of deletion', () => {
  it('is handed in by the administrator of the department, and by nobody for it', async () => {
    await live('ended');
    const on = clients.dayOf(hall.base.clock.now());
    await clients.decideEnd(hall.base, { id: 'ended', on }, actor());
    await clients.endDue(hall.base);
    const receipt = { by: '测试甲', what: '已删除全部姓名和手机号码', on };
    expect(await send(province, `${path('ended')}/receipt`, receipt)).toBe('admin.not_allowed');
    const page = (await textOf(province, path('ended'))).text;
    expect(page).not.toContain(`${path('ended')}/receipt`);
    expect(page).toContain(sentences('zh-CN').applications.staff.under_way);
    expect(await send(department, `${path('ended')}/receipt`, receipt)).toContain('done=changed');
    expect((await textOf(province, path('ended'))).text).toContain('测试甲');
  });
});

describe('the progress of departments', () => {
  it('counts what is where, within the reach of the reader, and leads to the lists', async () => {
    const draft = (id: string, department_code: string) =>
      clients.draft(hall.base, { id, department_code, ...forms(id) }, actor());
    await draft('draft-one', 'yanji-fund');
    await draft('draft-two', 'yanji-fund');
    await draft('draft-far', 'shuangyang-fund');
    for (const lang of langs) {
      const { text } = await textOf(department, '/admin/progress', lang);
      const t = sentences(lang).applications.board;
      expect(text).toContain('/admin/clients?department=yanji-fund&amp;state=draft');
      expect(text).toContain(t.total);
      expect(text).not.toContain('shuangyang-fund');
      expect(text).not.toMatch(/NaN|undefined|\[object/);
    }
    const list = await textOf(department, '/admin/clients?department=yanji-fund&state=draft');
    for (const id of ['draft-one', 'draft-two']) expect(list.text).toContain(path(id));
    expect(list.text).not.toContain(path(OWN_CLIENT));
    const far = await textOf(department, '/admin/clients?department=shuangyang-fund');
    expect(far.text).not.toContain('draft-far');
    const all = (await textOf(province, '/admin/progress')).text;
    expect(all).toContain('shuangyang-fund');
    const file = await province.get('/admin/progress?format=csv');
    expect(await file.text()).toMatch(/延吉市公积金","2",/);
  });

  it('goes on by pages, and says so of a page that is none', async () => {
    const scope = { department_ids: 'all', client_ids: [] } as const;
    const [first] = await clients.progress(hall.base, scope, { limit: 1 });
    const [second] = await clients.progress(hall.base, scope, {
      ...{ limit: 1, after: first?.department_id },
    });
    expect(second?.department_id).not.toBe(first?.department_id);
    expect((await textOf(province, '/admin/progress?after=nonsense')).status).toBe(400);
  });
});
