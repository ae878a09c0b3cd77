// Whole, since what one member of staff may learn of one person is told from the search to the person's own page.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { means } from '../../src/admin/executors.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import * as audit from '../../src/audit/audit.ts';
import * as blocks from '../../src/identities/blocks.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as sources from '../../src/sources/sources.ts';
import { issued, number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;

beforeAll(async () => {
  hall = await startConsole();
  for (const region of ['yanji', 'shuangyang']) {
    await sources.register(hall.base, {
      ...{ id: `${region}-src`, department_code: `${region}-fund`, protocol: 'oidc' },
      ...{ registration: 'issued', ceiling: 2 },
      names: { 'zh-CN': `${region}公积金`, ko: region, en: region },
      account_words: { 'zh-CN': '账号', ko: '계정', en: 'account' },
      settings: {
        ...{ issuer: 'https://login.fund.example', client_id: 'songhua', scope: 'openid' },
        ...{ client_secret: 'a-secret-of-the-sample' },
      },
    });
  }
}, 60_000);
afterAll(() => hall?.stop());

/** Somebody with an account at the fund of a region. */
async function person(region: 'yanji' | 'shuangyang', name = '周测试') {
  const id_number = number();
  const subject = `account-${id_number}`;
  const { identity_id } = await identities.resolve(
    hall.base,
    issued(subject, {
      ...{ source_id: `${region}-src`, authority: `${region}-fund`, level: 2 },
      attributes: { name, id_type: 'resident_id', id_number, phone_number: '+8619900000001' },
    }),
  );
  return { identity_id: identity_id ?? '', id_number };
}

const search = (typed: string) => ({
  typed,
  reason_code: 'help_call',
  note: '来电说登录不了，请协助',
});

const sought = async (who: Member, typed: string, section = 'support') => {
  const answer = await who.post(`/admin/${section}`, { ...search(typed), _csrf: await who.csrf() });
  return { status: answer.status, to: answer.headers.get('location') ?? '' };
};
const text = async (who: Member, path: string) => {
  const answer = await who.get(path, { accept: 'text/html' });
  return { status: answer.status, html: await answer.text() };
};
const events = async (kind: string) =>
  (await auditTrail(hall.base)).filter((event) => event.kind === kind);

/** A try that came to nothing, as the sign-in writes it. */
const tried = (typed: string, reason: string, request_id: string, source_id = 'yanji-src') =>
  audit.append(hall.base, {
    kind: 'login.failed',
    ...{ actor: { kind: 'system' }, client_id: 'hall', source_id, outcome: 'failed' },
    object: { kind: 'typed_name', id: identities.typedName(hall.base, typed) },
    detail: { reason, request_id },
  });

describe('the support view', () => {
  it('says what was tried, where it ended and what to say, and no more than a masked name', async () => {
    const { identity_id, id_number } = await person('yanji');
    await tried(id_number, 'wrong', 'AAAAABBBBB');
    await tried(id_number, 'sources.unavailable', 'CCCCCDDDDD');
    const who = await hall.as('operator', 'inside');
    const { status, to } = await sought(who, id_number);
    expect([status, to]).toEqual([303, expect.stringMatching(/^\/admin\/support\/[\w-]{32}$/)]);
    const { html } = await text(who, to);
    expect(html).toContain('周**');
    for (const said of [
      '账号或密码不正确',
      'AAAAABBBBB',
      'CCCCCDDDDD',
      'yanji公积金',
      '请核对账号和密码',
    ])
      expect(html).toContain(said);
    expect(html).not.toContain('周测试');
    // What was typed is shown as numbers are shown everywhere, so that it can be compared and not read.
    expect(html).not.toContain(id_number);
    expect(html).toContain(`${id_number.slice(0, 3)}***********${id_number.slice(-4)}`);
    expect(html).not.toMatch(/19900000001|199\*/);
    const viewed = (await events('identity.viewed')).at(-1);
    expect(viewed).toMatchObject({
      ...{ actor_kind: 'staff', actor_id: who.staff_id, object_id: identity_id },
      detail: { reason: 'help_call' },
    });
    expect(await interventions.list(hall.base, identity_id, { limit: 5 })).toMatchObject([
      { kind: 'viewed', reason_code: 'help_call', staff_id: who.staff_id },
    ]);
    expect(JSON.stringify(await auditTrail(hall.base))).not.toContain(id_number);
  });

  it('says which ways the person has blocked themselves, and that a try ended there', async () => {
    const { identity_id, id_number } = await person('yanji');
    const said = { identity_id, strength: 3 };
    await blocks.blockNew(hall.base, said);
    await hall.base.db('source_blocks').insert({
      ...{ id: identity_id, ...said, kind: 'source', source_id: 'yanji-src' },
      ...{ at: hall.base.clock.now(), lifted_at: null },
    });
    await tried(id_number, 'source_blocked', 'BLOCKBLOCK');
    const who = await hall.as('operator', 'inside');
    const { to } = await sought(who, id_number);
    const { html } = await text(who, to);
    for (const words of ['本人停用的登录方式', '以后新接入的', '本人已停用', 'BLOCKBLOCK'])
      expect(html).toContain(words);
    expect(html).toContain('请换一种方式登录，再由本人');
  });

  it('finds a try by the code of its page', async () => {
    await tried('somebody-unknown', 'login.visit_used', 'PQRSTVWXYZ');
    const who = await hall.as('operator', 'inside');
    const { to } = await sought(who, 'pqrst vwxyz');
    expect((await text(who, to)).html).toContain('PQRSTVWXYZ');
  });

  it('finds whose account goes by a name at a department: by its key there, or as it was typed', async () => {
    const [one, two, elsewhere] = [
      await person('yanji'),
      await person('yanji', '吴测试'),
      await person('shuangyang'),
    ];
    const came = (
      name: string,
      { identity_id }: { identity_id: string },
      source_id = 'yanji-src',
    ) =>
      audit.append(hall.base, {
        kind: 'login.succeeded',
        ...{ actor: { kind: 'identity', id: identity_id }, source_id, outcome: 'ok' },
        object: { kind: 'typed_name', id: identities.typedName(hall.base, name) },
      });
    const who = await hall.as('operator', 'inside');
    const found = async (typed: string) => {
      const { html } = await text(who, (await sought(who, typed)).to);
      return { html, named: ['周**', '吴**'].filter((name) => html.includes(name)) };
    };
    expect((await found(`account-${two.id_number}`)).named).toEqual(['吴**']);
    expect((await found(`account-${elsewhere.id_number}`)).named).toEqual([]);
    await came('gjj0001', two);
    expect((await found('gjj0001')).named).toEqual(['吴**']);
    // The same name at a department outside is somebody else's, and takes nothing away.
    await came('gjj0001', elsewhere, 'shuangyang-src');
    const { html, named } = await found('GJJ0001');
    expect(named).toEqual(['吴**']);
    expect(html).not.toContain('shuangyang');
    // Two inside go by it: neither is shown.
    await came('gjj0001', one);
    expect((await found('gjj0001')).named).toEqual([]);
  });

  it('says the same of who is nobody and of who hangs elsewhere', async () => {
    const elsewhere = await person('shuangyang');
    const nobody = number();
    const who = await hall.as('operator', 'inside');
    const seen: string[] = [];
    for (const typed of [elsewhere.id_number, nobody]) {
      await tried(typed, 'missing', 'EEEEEFFFFF');
      await tried(typed, 'wrong', 'GGGGGHHHHH', 'shuangyang-src');
      const { to } = await sought(who, typed);
      const { status, html } = await text(who, to);
      expect([status, html.includes('没有找到您可以查看的身份')]).toEqual([200, true]);
      expect(html).not.toContain('GGGGGHHHHH');
      // Neither that there is none, nor that a password would help: the person's page says more.
      expect(html).toContain('请对方念出提示');
      expect(html).not.toContain('账号或密码不正确');
      expect((await text(who, to.replace('support', 'identities'))).status).toBe(404);
      seen.push(
        html
          .replaceAll(`${typed.slice(0, 3)}***********${typed.slice(-4)}`, 'TYPED')
          .replaceAll(to, 'HERE')
          .replace(/<code>[0-9A-Z]{10}<\/code>/g, '')
          .replace(/<time[^>]*>[^<]*<\/time>/g, ''),
      );
    }
    expect(seen[0]).toBe(seen[1]);
    expect(await interventions.list(hall.base, elsewhere.identity_id, { limit: 5 })).toEqual([]);
    expect((await events('support.sought')).length).toBeGreaterThan(1);
    // Whoever is of the whole province sees both.
    const all = await hall.as('operator', 'province');
    expect((await text(all, (await sought(all, elsewhere.id_number)).to)).html).toContain('周**');
  });

  it('is nobody else’s, and over after half an hour', async () => {
    const { id_number } = await person('yanji');
    const [one, other] = [
      await hall.as('operator', 'inside'),
      await hall.as('security_administrator', 'inside'),
    ];
    const { to } = await sought(one, id_number);
    expect((await text(other, to)).status).toBe(410);
    expect((await text(one, to)).status).toBe(200);
    const openings = hall.base.db('support_openings');
    await openings.update({ until_at: hall.base.clock.now() });
    expect((await text(one, to)).status).toBe(410);
  });

  it.each([
    ['without a reason in words', { note: 'kurz' }],
    ['with a reason that is not on the list', { reason_code: 'curious' }],
    ['for nothing', { typed: ' ' }],
  ])('does not open %s', async (_, wrong) => {
    const who = await hall.as('operator', 'inside');
    const before = (await events('support.sought')).length;
    const answer = await who.post('/admin/support', {
      ...search('x'),
      ...wrong,
      _csrf: await who.csrf(),
    });
    expect([answer.status, (await events('support.sought')).length]).toEqual([400, before]);
  });
});

describe('an identity in the console', () => {
  const post = async (who: Member, path: string, fields: Record<string, string>) => {
    const answer = await who.post(path, { ...fields, _csrf: await who.csrf() });
    return [answer.status, answer.headers.get('location') ?? (await answer.json()).code];
  };
  const why = { reason: '核对后处理这个身份' };

  it('is suspended by two people, and restored by two', async () => {
    const { identity_id, id_number } = await person('yanji');
    const asking = await hall.as('security_administrator', 'inside');
    const { to } = await sought(asking, id_number, 'identities');
    expect(to).toMatch(/^\/admin\/identities\//);
    const order = { ...why, reason_code: 'misuse_reported' };
    expect(await post(asking, `${to}/suspend`, { ...order, named: '某人' })).toEqual([
      400,
      'admin.not_named',
    ]);
    expect(await post(asking, `${to}/suspend`, { ...order, named: '周**' })).toEqual([
      303,
      `${to}?done=asked`,
    ]);
    const [approval] = await hall.base.db('approvals').where({ act: 'identity.lock' });
    const deciding = await hall.as('security_administrator', 'province');
    const decided = {
      id: approval?.id ?? '',
      by: deciding.staff_id,
      verdict: 'approved',
      reason: '已核对，同意暂停',
    } as const;
    await approvals.decide(hall.base, decided as never, means);
    expect((await identities.read(hall.base, identity_id))?.state).toBe('suspended');
    expect(await interventions.whyKeptOut(hall.base, identity_id)).toMatchObject({
      ...{ kind: 'suspended', reason_code: 'misuse_reported', approval_id: approval?.id },
      ...{ staff_id: deciding.staff_id, department_id: expect.any(String) },
    });
    expect(await post(asking, `${to}/restore`, { ...why, reason_code: 'settled' })).toEqual([
      303,
      `${to}?done=asked`,
    ]);
    expect((await identities.read(hall.base, identity_id))?.state).toBe('suspended');
    const [back] = await hall.base.db('approvals').where({ act: 'identity.restore' });
    expect(back?.params).toMatchObject({ identity_id, was: 'suspended' });
    expect((await text(deciding, `/admin/approvals/${back?.id}`)).html).toContain('已暂停');
    await approvals.decide(hall.base, { ...decided, id: back?.id ?? '' } as never, means);
    expect((await identities.read(hall.base, identity_id))?.state).toBe('active');
    const { html } = await text(asking, to);
    for (const said of ['恢复了您的账号', '暂停了您的账号', '核对后处理这个身份'])
      expect(html).toContain(said);
  });

  it('is asked for new evidence by the security administrator, and not by an operator', async () => {
    const { identity_id, id_number } = await person('yanji');
    const [admin, operator] = [
      await hall.as('security_administrator', 'inside'),
      await hall.as('operator', 'inside'),
    ];
    const order = { ...why, reason_code: 'evidence_doubt', named: '周**' };
    const theirs = await sought(operator, id_number, 'identities');
    expect(await post(operator, `${theirs.to}/require-evidence`, order)).toEqual([
      403,
      'admin.not_allowed',
    ]);
    expect((await text(operator, theirs.to)).html).not.toContain('act-require_evidence');
    expect(await identities.level(hall.base, identity_id)).toBe(2);
    const { to } = await sought(admin, id_number, 'identities');
    expect(await post(admin, `${to}/require-evidence`, order)).toEqual([303, `${to}?done=changed`]);
    expect(await identities.level(hall.base, identity_id)).toBe(0);
  });

  it('is not acted on through another’s opening', async () => {
    const { identity_id, id_number } = await person('yanji');
    const { to } = await sought(await hall.as('operator', 'inside'), id_number, 'identities');
    const other = await hall.as('security_administrator', 'inside');
    const order = { ...why, reason_code: 'settled' };
    expect(await post(other, `${to}/restore`, order)).toEqual([410, 'support.opening_over']);
    const asked = { ...why, reason_code: 'evidence_doubt', named: '周**' };
    expect(await post(other, `${to}/require-evidence`, asked)).toEqual([
      410,
      'support.opening_over',
    ]);
    expect(await identities.level(hall.base, identity_id)).toBe(2);
  });
});
