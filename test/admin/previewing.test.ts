import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as sources from '../../src/sources/sources.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../doubles/openid-provider.ts';
import { issued, number } from '../identities/people.ts';
import { registration } from '../sources/plant.ts';
import { auditTrail } from '../support/trail.ts';
import { send } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';
import { formOf, shownIn } from './forms.ts';
import { back, content, sentTo } from './previews.ts';

/** A sign-in that staff look at: shown once, to whoever made it, and nothing comes of it. */

let hall: Console;
let provider: OpenIdProvider;
let fund: Member;
let system: Member;
const id_number = number();
beforeAll(async () => {
  hall = await startConsole();
  provider = await startOpenIdProvider({ clock: hall.gateway.clock });
  fund = await hall.as('department_administrator', 'inside');
  system = await hall.as('system_administrator', 'province');
  for (const [id, state] of [
    ['looked', 'draft'],
    ['other', 'draft'],
    ['lively', 'live'],
  ] as const)
    await sources.register(hall.base, {
      ...registration(id),
      ...{ department_code: 'yanji-fund', settings: provider.settings, state },
    });
}, 60_000);
afterAll(async () => {
  await provider?.stop();
  await hall?.stop();
});

const t = sentences('zh-CN').console.connecting.look;
const html = { accept: 'text/html' };
const account = (sub: string) => ({
  ...{ sub, name: '张测试', id_type: 'resident_id', id_number },
  ...{ phone_number: '+8619900001234', gender: 'M', extra: { deep: '秘密的内容' } },
});

/** Begins a visit as somebody of the staff, signs in there; gives where the browser comes back to. */
const visit = async (who: Member, id = 'looked'): Promise<URL> =>
  provider.visit(await sentTo(who, id));

const previewed = async () =>
  (await auditTrail(hall.base)).filter(({ kind }) => kind === 'source.previewed');

describe('a preview of a sign-in', () => {
  test('shows what came and what it becomes, masked, and what would follow; nothing comes of it', async () => {
    provider.signsIn(account('account-new'));
    const before = await content(hall);
    const path = await back(await visit(fund));
    const page = await (await fund.get(path, html)).text();
    for (const words of [t.outcomes.created, t.reasons['first_arrival'] ?? '-', t.nothing])
      expect(page).toContain(words);
    for (const words of ['张**', '199****1234', '/extra/deep', '结果 2 级'])
      expect(page).toContain(words);
    for (const secret of [id_number, '张测试', '19900001234', '秘密的内容', 'account-new'])
      expect(page).not.toContain(secret);
    expect(await content(hall)).toBe(before);
    expect(await previewed()).toEqual([
      expect.objectContaining({
        ...{ actor_id: fund.staff_id, source_id: 'looked', outcome: 'ok' },
        detail: { outcome: 'created', reason: 'first_arrival', level: 2 },
      }),
    ]);
    expect(JSON.stringify(await previewed())).not.toMatch(/张|1990000|account-new/);
    // Shown once.
    expect((await fund.get(path, html)).status).not.toBe(200);
  });

  test('says that somebody known would be linked, and links nobody', async () => {
    const attributes = { name: '张测试', id_type: 'resident_id', id_number };
    await identities.resolve(
      hall.base,
      issued('elsewhere', { source_id: 'lively', level: 2, attributes }),
    );
    provider.signsIn(account('account-known'));
    const before = await content(hall);
    const page = await (await fund.get(await back(await visit(fund)), html)).text();
    expect(page).toContain(t.outcomes.linked);
    expect(await content(hall)).toBe(before);
  });

  test('names the account as a tester, who is nowhere shown: once, and by whoever looked', async () => {
    const who = await hall.as('system_administrator', 'inside');
    provider.signsIn(account('account-tester'));
    const page = await (await who.get(await back(await visit(who)), html)).text();
    const tester = '/admin/sources/looked/preview/tester';
    const { entry = '' } = shownIn(formOf(page, tester));
    expect(page).not.toContain('account-tester');
    expect(await send(system, tester, { entry })).toBe('sources.preview_over');
    expect(await send(who, tester.replace('looked', 'other'), { entry })).toBe(
      'sources.preview_over',
    );
    const twice = await Promise.all([send(who, tester, { entry }), send(who, tester, { entry })]);
    expect(twice.sort()).toEqual([
      '/admin/sources/looked?done=testers_named',
      'sources.preview_over',
    ]);
    const row = await sources.read(hall.base, 'looked');
    expect(row && sources.testersOf(hall.base, row)).toEqual(['account-tester']);
    const named = (await auditTrail(hall.base)).filter(
      ({ kind }) => kind === 'source.testers_named',
    );
    expect(named).toEqual([
      expect.objectContaining({
        ...{ actor_id: who.staff_id, source_id: 'looked', detail: { named: 1 } },
      }),
    ]);
    // The same account once more is no second name.
    const again = await (await who.get(await back(await visit(who)), html)).text();
    const second = shownIn(formOf(again, tester));
    expect(await send(who, tester, second as { entry: string })).toContain('done=nothing');
  });

  test('names nobody after half an hour, and until then it does', async () => {
    const { clock } = hall.gateway;
    const who = await hall.as('system_administrator', 'inside');
    const tester = '/admin/sources/looked/preview/tester';
    const entryOf = async (sub: string) => {
      provider.signsIn(account(sub));
      const page = await (await who.get(await back(await visit(who)), html)).text();
      return shownIn(formOf(page, tester)) as { entry: string };
    };
    const named = async () => {
      const row = await sources.read(hall.base, 'looked');
      return row && sources.testersOf(hall.base, row);
    };
    const before = (await named()) ?? [];
    const [late, just] = [await entryOf('account-too-late'), await entryOf('account-just')];
    // Staff who do nothing meanwhile would be signed out first.
    for (let minutes = 0; minutes < 30; minutes += 10) {
      clock.advance(10 * 60_000);
      for (const member of [who, fund, system])
        expect((await member.get('/admin', html)).status).toBe(200);
    }
    expect(await send(who, tester, just)).toContain('done=testers_named');
    clock.advance(1);
    expect(await send(who, tester, late)).toBe('sources.preview_over');
    expect(await named()).toEqual([...before, 'account-just']);
  });

  test('offers to name no tester of a source that none comes in through', async () => {
    const who = await hall.as('system_administrator', 'inside');
    provider.signsIn(account('account-live'));
    const path = await back(await visit(who, 'lively'));
    expect(await (await who.get(path, html)).text()).not.toContain(t.add_tester);
  });

  test('is read by nobody but the session that began it, and at its own source', async () => {
    provider.signsIn(account('account-mine'));
    const path = await back(await visit(fund));
    const elsewhere = await system.get(path, html);
    expect(elsewhere.status).not.toBe(200);
    expect(await elsewhere.text()).not.toContain(t.said);
    const stranger = await fetch(new URL(path, hall.issuer), { redirect: 'manual' });
    expect(stranger.headers.get('location')).toBe('/admin/sign-in');
    const wrong = await back(await visit(fund));
    expect((await fund.get(wrong.replace('looked', 'other'), html)).status).not.toBe(200);
  });

  test('is of no use as a citizen’s answer, nor a citizen’s answer here', async () => {
    provider.signsIn(account('account-citizen'));
    const path = await back(await visit(fund));
    const handle = path.split('visit=')[1];
    for (const place of [
      `/linking/arrive?visit=${handle}`,
      `/signin/nobody/arrive?visit=${handle}`,
    ]) {
      const answer = await fetch(new URL(place, hall.issuer), {
        redirect: 'manual',
        headers: html,
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  test('waits longer each time after a few, and says when the source does not do its part', async () => {
    const who = await hall.as('department_administrator', 'province');
    provider.signsIn(account('account-late'));
    provider.misdeeds.foreignSignature = true;
    const page = await (await who.get(await back(await visit(who)), html)).text();
    provider.mend();
    expect(page).toContain(t.failed(''));
    expect(page).not.toContain(t.said);
    expect((await previewed()).filter(({ actor_id }) => actor_id === who.staff_id)).toEqual([
      expect.objectContaining({ outcome: 'failed', detail: { came: 'failed' } }),
    ]);
    let status = 0;
    for (let turn = 0; turn < 12 && status !== 429; turn += 1) {
      const fields = { _csrf: await who.csrf() };
      status = (await who.post('/admin/sources/looked/preview', fields, html)).status;
    }
    expect(status).toBe(429);
  });
});
