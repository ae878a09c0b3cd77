// Whole, since each act on one source is seen through the same pages, by whoever asks and whoever decides.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import * as identities from '../../src/identities/identities.ts';
import { beginningOf } from '../../src/measures/measures.ts';
import { add } from '../../src/measures/store.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import * as sources from '../../src/sources/sources.ts';
import { lastWords } from '../../views/admin/sources.tsx';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { issued } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { kinds, ownClient, REASON, regionSource, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let asker: Member;
let decider: Member;
beforeAll(async () => {
  hall = await startConsole();
  await regionSource(hall, 'yanji-src');
  await regionSource(hall, 'shuangyang-src', 'shuangyang');
  [asker, decider] = [
    await hall.as('department_administrator', 'inside'),
    await hall.as('system_administrator', 'province'),
  ];
}, 60_000);
afterAll(() => hall?.stop());

const state = async (id: string) => (await sources.read(hall.base, id))?.state;

/** Somebody who came through a source and is signed in. */
async function signedIn(source_id: string, count: number): Promise<void> {
  const { identity_id } = await identities.resolve(
    hall.base,
    issued(`through-${source_id}-${count}`, { source_id, level: 2 }),
    { notice: '2026-11' },
  );
  for (let at = 0; at < count; at += 1)
    await sessions.start(hall.base, {
      ...{ uid: `${source_id}-${at}-${Math.random()}`, identity_id: identity_id ?? '', source_id },
      ...{ level: 2, factor_reach: 2, amr: [], device: 'Firefox · Linux', network: '192.0.2.0/24' },
    });
}

const live = async (source_id: string) =>
  (await hall.base.db('sessions').where({ source_id }).whereNull('ended_at')).length;

describe('the list of sources', () => {
  it('shows those of the own subtree only, filtered by the address, and as a file', async () => {
    const mine = await textOf(asker, '/admin/sources');
    expect(mine.text).toContain('yanji-src');
    expect(mine.text).not.toContain('shuangyang-src');
    const all = await textOf(decider, '/admin/sources?q=SHUANGYANG');
    expect(all.text).toContain('shuangyang-src');
    expect(all.text).not.toContain('yanji-src');
    const none = await textOf(decider, '/admin/sources?state=paused');
    expect(none.text).toContain(sentences('zh-CN').console.sources.empty);
    const file = await textOf(asker, '/admin/sources?format=csv');
    expect(file.text.split('\r\n')).toHaveLength(3);
    expect(file.text).toContain('"yanji-src"');
    expect((await auditTrail(hall.base)).filter(({ kind }) => kind === 'console.exported')).toEqual(
      [
        expect.objectContaining({
          actor_id: asker.staff_id,
          detail: { section: 'sources', rows: 1 },
        }),
      ],
    );
  });

  it('says when somebody last signed in through each, as exactly as is known, and where nobody did', async () => {
    const now = hall.base.clock.now().getTime();
    const counted = (series_id: string, ms: number) =>
      add(
        hall.base.db,
        (['minute', 'hour', 'day'] as const).map((step) => ({
          ...({ step, measure: 'login.succeeded', series: 'source', series_id, code: '' } as const),
          ...{ from_at: beginningOf(step, new Date(now - ms)), count: 1, sum_ms: 0, buckets: [] },
        })),
      );
    await counted('yanji-src', 300 * 86_400_000);
    const said = async () => {
      const { text } = await textOf(asker, '/admin/sources?format=csv');
      return text.split('\r\n')[1]?.split('","')[7];
    };
    const words = (last?: Parameters<typeof lastWords>[0]) => lastWords(last, 'zh-CN');
    const at = (ms: number, to: 'minute' | 'hour' | 'day') =>
      words({ at: beginningOf(to, new Date(now - ms)), to });
    expect(await said()).toBe(at(300 * 86_400_000, 'day'));
    await counted('yanji-src', 5 * 3_600_000);
    expect(await said()).toBe(at(5 * 3_600_000, 'hour'));
    await counted('yanji-src', 60_000);
    expect(await said()).toBe(at(60_000, 'minute'));
    const { text } = await textOf(decider, '/admin/sources?q=shuangyang-src&format=csv');
    // It came today: that nobody ever came is known for certain.
    expect(text).toContain(lastWords(undefined, 'zh-CN', true));
    expect(text).not.toContain(words());
    expect(words()).toBe('400 天内没有人登录');
  });

  it('refuses a filter that there is not, with the field', async () => {
    const answer = await asker.get('/admin/sources?state=on', { accept: 'application/json' });
    expect(answer.status).toBe(400);
  });
});

describe('the page of a source', () => {
  it.each(langs)('in %s shows how it is spoken to without any secret', async (lang) => {
    const { status, text } = await textOf(asker, '/admin/sources/yanji-src', lang);
    const t = sentences(lang).console.sources;
    expect(status).toBe(200);
    for (const words of [t.settings, t.secret, t.now, t.off, t.change])
      expect(text).toContain(words);
    const row = await sources.read(hall.base, 'yanji-src');
    const settings = row ? sources.settingsShown(hall.base, row) : [];
    expect(settings.find(({ name }) => name === 'client_secret')?.value).toBeUndefined();
    expect(settings.find(({ name }) => name === 'issuer')?.value).toMatch(/^http/);
    expect(text).not.toMatch(/NaN|undefined|\[object/);
  });
});

describe('a source that is switched off by two people', () => {
  it('takes its name typed, a reason, and somebody else; then it is off and its sessions end', async () => {
    const id = await regionSource(hall, 'yanji-two');
    await signedIn(id, 3);
    expect(await send(asker, `/admin/sources/${id}/off`)).toBe('admin.not_named');
    expect(await send(asker, `/admin/sources/${id}/off`, { named: 'yanji-src' })).toBe(
      'admin.not_named',
    );
    expect(await send(asker, `/admin/sources/${id}/off`, { named: id, reason: '' })).toBe(
      'http.bad_input',
    );
    const asked = await send(asker, `/admin/sources/${id}/off`, { named: id });
    expect(asked).toBe(`/admin/sources/${id}?done=asked`);
    expect(await send(asker, `/admin/sources/${id}/off`, { named: id })).toBe(
      'approvals.asked_already',
    );
    expect(await state(id)).toBe('live');
    const approval = await waiting(hall, 'source.disable');
    const shown = await textOf(decider, `/admin/approvals/${approval}`);
    for (const words of [id, REASON, '批准并执行']) expect(shown.text).toContain(words);
    expect((await textOf(asker, `/admin/approvals/${approval}`)).text).not.toContain('批准并执行');
    const path = `/admin/approvals/${approval}/decide`;
    expect(await send(asker, path, { verdict: 'approve' })).toBe('approvals.same_person');
    expect(await send(decider, path, { verdict: 'approve' })).toContain('done=approved');
    expect([await state(id), await live(id)]).toEqual(['paused', 0]);
    expect(await kinds(hall, approval)).toEqual(
      expect.arrayContaining(['approval.asked', 'approval.executed', 'approval.completed']),
    );
    expect((await textOf(decider, `/admin/approvals/${approval}`)).text).toContain(
      '已完成，共处理 3 项',
    );
    const page = (await textOf(decider, `/admin/sources/${id}`)).text;
    for (const words of ['最近一次停用涉及', '结束会话 3 个', '近一小时没有人登录', '还没有检查'])
      expect(page).toContain(words);
  });

  it('leaves its sessions be where that was asked for, and says so to the second person', async () => {
    const id = await regionSource(hall, 'yanji-keep');
    await signedIn(id, 2);
    await send(asker, `/admin/sources/${id}/off`, { named: id, sessions: 'keep' });
    const approval = await waiting(hall, 'source.disable');
    expect((await textOf(decider, `/admin/approvals/${approval}`)).text).toContain('不结束：');
    await send(decider, `/admin/approvals/${approval}/decide`, { verdict: 'approve' });
    expect([await state(id), await live(id)]).toEqual(['paused', 2]);
    await send(asker, `/admin/sources/${id}/on`);
    const resume = await waiting(hall, 'source.enable');
    await send(decider, `/admin/approvals/${resume}/decide`, { verdict: 'approve' });
    expect([await state(id), await live(id)]).toEqual(['live', 2]);
  });

  it('can be refused, and the one who asked sees why', async () => {
    const id = await regionSource(hall, 'yanji-no');
    await send(asker, `/admin/sources/${id}/off`, { named: id });
    const approval = await waiting(hall, 'source.disable');
    const refused = { verdict: 'refuse', reason: '先请公积金中心核对接口' };
    expect(await send(decider, `/admin/approvals/${approval}/decide`, refused)).toContain(
      'refused',
    );
    expect(await state(id)).toBe('live');
    expect((await textOf(asker, `/admin/approvals/${approval}`)).text).toContain(refused.reason);
  });
});

describe('a source that is switched off at once', () => {
  it('is off on one word, waits for a review, and comes back only by two people', async () => {
    const id = await regionSource(hall, 'yanji-now');
    await signedIn(id, 2);
    const off = await send(asker, `/admin/sources/${id}/off-now`, { named: id });
    expect(off).toBe(`/admin/sources/${id}?done=switched_off`);
    expect([await state(id), await live(id)]).toEqual(['paused', 0]);
    const { id: approval } = (await hall.base.db('approvals').where({ emergency: true }))[0] ?? {};
    const reviews = `/admin/approvals/${approval}/review`;
    expect(await send(asker, reviews, { verdict: 'right' })).toBe('approvals.same_person');
    const again = await hall.as('security_administrator', 'province');
    const overdue = { review_due_at: hall.base.clock.now() };
    await hall.base
      .db('approvals')
      .where({ id: approval ?? '' })
      .update(overdue);
    expect((await textOf(again, '/admin/approvals?waiting=mine')).text).toContain('复核超期');
    expect(await send(again, reviews, { verdict: 'wrong' })).toContain('done=reviewed');
    const page = await textOf(again, `/admin/approvals/${approval}`);
    expect(page.text).toContain(`/admin/sources/${id}#on`);
    expect(await send(asker, `/admin/sources/${id}/on`)).toContain('done=asked');
    const resume = await waiting(hall, 'source.enable');
    await send(decider, `/admin/approvals/${resume}/decide`, { verdict: 'approve' });
    expect(await state(id)).toBe('live');
  });

  it('is not switched off by a developer, nor from another region', async () => {
    const id = await regionSource(hall, 'shuangyang-now', 'shuangyang');
    await ownClient(hall);
    const developer = await hall.as('developer', 'inside');
    expect(await send(developer, `/admin/sources/${id}/off-now`, { named: id })).toBe(
      'admin.not_allowed',
    );
    expect(await send(asker, `/admin/sources/${id}/off-now`, { named: id })).toBe('admin.not_here');
    expect(await state(id)).toBe('live');
  });
});

describe('the life of a source', () => {
  it('goes on by two people, along the steps that there are; its testers are named and not shown', async () => {
    const id = await regionSource(hall, 'yanji-life');
    await hall.base.db('sources').where({ id }).update({ state: 'draft' });
    const path = `/admin/sources/${id}`;
    expect(await send(asker, `${path}/move`, { to: 'live' })).toBe('sources.no_such_step');
    expect(await send(asker, `${path}/move`, { to: 'test' })).toContain('done=asked');
    const approval = await waiting(hall, 'source.move');
    const t = sentences('zh-CN').console.sources;
    const { text } = await textOf(decider, `/admin/approvals/${approval}`);
    for (const state of ['draft', 'test'] as const) expect(text).toContain(t.states[state]);
    expect(await state(id)).toBe('draft');
    await send(decider, `/admin/approvals/${approval}/decide`, { verdict: 'approve' });
    expect(await state(id)).toBe('test');
    const named = { testers: 'tester-one\r\n\r\ntester-two' };
    expect(await send(asker, `${path}/testers`, named)).toContain('done=testers_named');
    const page = await textOf(asker, path);
    expect(page.text).toContain(`${t.testers} · 2`);
    expect(page.text).not.toContain('tester-one');
    // Whoever is taken off the list is signed out; the other stays.
    const comes = async (subject: string) => {
      const came = issued(subject, { source_id: id, level: 2 });
      const { identity_id, link_id } = await identities.resolve(hall.base, came, {
        notice: '2026-11',
      });
      await sessions.start(hall.base, {
        ...{ uid: `of ${subject}`, identity_id: identity_id ?? '', source_id: id, link_id },
        ...{ level: 0, factor_reach: 2, amr: [], device: 'Firefox', network: '192.0.2.0/24' },
      });
    };
    await comes('tester-one');
    await comes('tester-two');
    expect(await live(id)).toBe(2);
    await send(asker, `${path}/testers`, { testers: 'tester-two' });
    expect(await live(id)).toBe(1);
    expect(
      await hall.base.db('sessions').where({ uid: 'of tester-one' }).first('end_reason'),
    ).toEqual({ end_reason: 'source_paused' });
    await hall.base.db('sources').where({ id }).update({ state: 'shadow' });
    const shadow = await textOf(asker, path);
    expect(shadow.text).toContain(t.compared_title);
    expect(shadow.text).toContain(`/account/sign-in?try=${id}`);
    // So few that it could be told whose they are.
    const counted = (outcome: sources.Compared, count: number) =>
      hall.base.db('source_compared').insert({ source_id: id, outcome, count });
    await counted('same', 17);
    await counted('conflict', 2);
    const few = (await textOf(asker, path)).text;
    expect(few).toContain(t.compared_few(20));
    expect(few).not.toContain(t.compared.conflict);
    await counted('other', 1);
    const enough = (await textOf(asker, path)).text;
    expect(enough).not.toContain(t.compared_few(20));
    expect(enough).toMatch(new RegExp(`${t.compared.same}[^\\d]*17`));
  });
});

describe('the rules of a source', () => {
  it('change by two people, from what was shown to what was chosen, and the lower ceiling counts at once', async () => {
    const id = await regionSource(hall, 'yanji-rules');
    const to = { ceiling: '1', registration: 'self_registered' };
    expect(await send(asker, `/admin/sources/${id}/change`, to)).toContain('done=asked');
    const approval = await waiting(hall, 'source.change');
    const { text } = await textOf(decider, `/admin/approvals/${approval}`);
    expect(text).toContain('凭证件发放');
    expect(text).toContain('自行注册');
    await send(decider, `/admin/approvals/${approval}/decide`, { verdict: 'approve' });
    expect(await sources.read(hall.base, id)).toMatchObject({
      ceiling: 1,
      registration: 'self_registered',
    });
    expect(await send(asker, `/admin/sources/${id}/change`, to)).toContain('done=nothing');
  });

  it('are left as they are when somebody has changed them since', async () => {
    const id = await regionSource(hall, 'yanji-since');
    await send(asker, `/admin/sources/${id}/change`, { ceiling: '0', registration: 'issued' });
    const approval = await waiting(hall, 'source.change');
    await hall.base.db('sources').where({ id }).update({ ceiling: 4 });
    expect(
      await send(decider, `/admin/approvals/${approval}/decide`, { verdict: 'approve' }),
    ).toContain('done=not_done');
    expect(await sources.read(hall.base, id)).toMatchObject({ ceiling: 4 });
    expect((await approvals.read(hall.base, approval))?.failed_code).toBe(
      'approvals.changed_since',
    );
  });

  it('say what it may bring about; each is shown, asked for and done, and what is the same is not asked', async () => {
    const id = await regionSource(hall, 'yanji-policy');
    const form = {
      ...{ ceiling: '2', registration: 'issued', matching: 'bound_only', may_create: 'no' },
      ...{ may_link: 'yes', regions: 'yanji', policy: 'yes', kinds_person: 'yes' },
      corrects_email: 'yes',
    };
    expect(await send(asker, `/admin/sources/${id}/change`, form)).toContain('done=asked');
    const approval = await waiting(hall, 'source.change');
    const { text } = await textOf(decider, `/admin/approvals/${approval}`);
    const { labels } = sentences('zh-CN').console.approvals;
    for (const rule of ['matching', 'may_create', 'regions', 'corrects'] as const)
      expect(text).toContain(labels[rule]);
    for (const rule of ['ceiling', 'may_link', 'kinds'] as const)
      expect(text).not.toContain(`<dt>${labels[rule]}</dt>`);
    await send(decider, `/admin/approvals/${approval}/decide`, { verdict: 'approve' });
    expect(await sources.read(hall.base, id)).toMatchObject({
      ...{ matching: 'bound_only', may_create: false, may_link: true, links_alone: true },
      ...{ kinds: ['person'], regions: ['yanji'], corrects: ['email'] },
    });
    const page = await textOf(asker, `/admin/sources/${id}`);
    expect(page.text).toContain(sentences('zh-CN').console.sources.policy.matching.bound_only);
    expect(await send(asker, `/admin/sources/${id}/change`, form)).toContain('done=nothing');
  });

  it('are refused when they are asked for, where there is nothing to hold them with', async () => {
    const id = await regionSource(hall, 'yanji-hash');
    const form = { ceiling: '2', registration: 'issued', matching: 'national_hash' };
    expect(await send(asker, `/admin/sources/${id}/change`, form)).toBe('sources.no_national_hash');
  });

  it('hold while sessions of a switched-off source are still being ended: it is not switched on', async () => {
    const id = await regionSource(hall, 'yanji-ending');
    await signedIn(id, 1);
    await sources.switchOff(hall.base, id, { kind: 'system' });
    await send(asker, `/admin/sources/${id}/on`);
    const approval = await waiting(hall, 'source.enable');
    await send(decider, `/admin/approvals/${approval}/decide`, { verdict: 'approve' });
    expect((await approvals.read(hall.base, approval))?.failed_code).toBe('sources.still_ending');
    expect(await state(id)).toBe('paused');
  });
});
