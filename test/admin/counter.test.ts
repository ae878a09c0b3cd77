// Whole, since a counter is followed from the form over the paper to the desk and the list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { issued, number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;

beforeAll(async () => {
  hall = await startConsole();
}, 60_000);
afterAll(() => hall?.stop());

const html = { accept: 'text/html' };

async function print(who: Member, fields: Record<string, string>) {
  const answer = await who.post(
    '/admin/counter/print',
    {
      ...{ name: '周测试', id_type: 'resident_id', reason_code: 'no_account' },
      ...{ note: '取号单 A017，首次办理' },
      ...fields,
      _csrf: await who.csrf(),
    },
    html,
  );
  const text = await answer.text();
  const [, code] = /<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})<\/code>/.exec(text) ?? [];
  const [, paper] = /凭条编号：([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(text) ?? [];
  return { status: answer.status, headers: answer.headers, text, code, paper };
}

const text = async (who: Member, path: string) => {
  const answer = await who.get(path, html);
  return { status: answer.status, text: await answer.text() };
};
const events = async (kind: string) =>
  (await auditTrail(hall.base)).filter((event) => event.kind === kind);
const ownerOf = async (id_number: string) =>
  (await identities.findByIdentifier(hall.base, id_number)) ?? '';

describe('a counter', () => {
  it('prints a code for somebody who was never here, and shows neither name nor number whole', async () => {
    const who = await hall.as('operator', 'inside');
    const id_number = number();
    const written = ` ${id_number.slice(0, 6)} ${id_number.slice(6)} `;
    const { status, code, text: page, headers } = await print(who, { id_number: written });
    expect([status, code]).toEqual([200, expect.any(String)]);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(page).toContain('周**');
    expect(page).not.toContain('周测试');
    expect(page).not.toContain(id_number);
    const identity_id = await ownerOf(id_number);
    expect(await identities.level(hall.base, identity_id)).toBe(3);
    const [evidence] = await hall.base.db('evidence').where({ identity_id });
    expect(evidence).toMatchObject({
      ...{ method: 'counter', authority: 'yanji', operator_id: who.staff_id },
      expires_at: expect.any(Date),
    });
    const event = (await events('paper.printed')).at(-1);
    expect(event).toMatchObject({ actor_id: who.staff_id, object_id: identity_id, outcome: 'ok' });
    expect(JSON.stringify(event)).not.toContain(String(code));
    const [told] = await interventions.list(hall.base, identity_id, { limit: 5 });
    expect(told).toMatchObject({ kind: 'paper_printed', reason_code: 'no_account' });
    const [row] = await hall.base.db('claim_papers').where({ identity_id });
    expect(JSON.stringify(row)).not.toMatch(new RegExp(`${code}|${id_number}|取号单`));
  });

  it('prints the slip in the language of the person, with a whole address', async () => {
    const who = await hall.as('operator', 'inside');
    const { text: page } = await print(who, { id_number: number(), paper_lang: 'ko' });
    const [sheet = ''] = /<article.*<\/article>/s.exec(page) ?? [];
    const { counter } = sentences('ko').recovery;
    expect(sheet).toContain('lang="ko"');
    expect(sheet).toContain(counter.paper_title);
    for (const step of counter.steps(new URL(hall.issuer).origin)) expect(sheet).toContain(step);
    expect(page).toContain(sentences('zh-CN').recovery.counter.another);
  });

  it('finds somebody who has an account at a department, and makes no second identity', async () => {
    const id_number = number();
    const attributes = { name: '周测试', id_type: 'resident_id', id_number };
    const { identity_id } = await identities.resolve(hall.base, issued(id_number, { attributes }));
    const who = await hall.as('operator', 'inside');
    expect((await print(who, { id_number })).status).toBe(200);
    expect(await ownerOf(id_number)).toBe(identity_id);
  });

  it('two that see one new person at the same time make one identity, and one paper is good', async () => {
    const id_number = number();
    const who = await hall.as('operator', 'inside');
    const both = await Promise.all([print(who, { id_number }), print(who, { id_number })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const rows = await hall.base
      .db('claim_papers')
      .where({ identity_id: await ownerOf(id_number) });
    expect(rows).toHaveLength(2);
    expect(rows.filter(({ voided_at }) => voided_at === null)).toHaveLength(1);
  });

  it('says what is wrong with a number, beside the field, and prints nothing', async () => {
    const who = await hall.as('operator', 'inside');
    for (const id_number of ['220000190001010019', '220000000101001', 'ABC']) {
      const { status, text: page, code } = await print(who, { id_number });
      expect([id_number, status, code]).toEqual([id_number, 400, undefined]);
      expect(page).toContain('证件号码不符合规则'.slice(0, 4));
      expect(page).toContain(`value="${id_number}"`);
    }
    const passport = { id_type: 'passport', id_number: 'M00000001' };
    expect((await print(who, passport)).status).toBe(400);
    expect((await print(who, { ...passport, id_number: 'KOR:M00000001' })).status).toBe(200);
  });

  it('a number under another name is compared once more, and then goes to the desk of that counter', async () => {
    const who = await hall.as('operator', 'inside');
    const id_number = number();
    await print(who, { id_number });
    const first = await print(who, { id_number, name: '吴测试' });
    expect([first.status, first.code]).toEqual([409, undefined]);
    expect(first.text).toContain('请逐字核对');
    expect(first.text).not.toContain('周');
    expect(first.text).toContain('name="certain"');
    const open = () =>
      conflicts.list(hall.base, { state: 'open', department_ids: null, newest: true }, 50);
    expect(await open()).toEqual([]);
    const second = await print(who, { id_number, name: '吴测试', certain: 'yes' });
    expect([second.status, second.code]).toEqual([409, undefined]);
    expect(second.text).toContain('已提交核查');
    expect(await open()).toEqual([
      expect.objectContaining({ identity_id: await ownerOf(id_number), reason: 'other_name' }),
    ]);
    expect((await events('paper.refused')).map(({ detail }) => detail['asked_desk'])).toEqual([
      false,
      true,
    ]);
    const desk = await text(who, '/admin/conflicts');
    expect(desk.text).toContain('窗口');
    const [, href = ''] = /href="(\/admin\/conflicts\/[0-9a-f-]{36})"/.exec(desk.text) ?? [];
    expect((await text(who, href)).status).toBe(200);
    const other = await hall.as('operator', 'province');
    expect((await text(other, '/admin/conflicts')).text).toContain('窗口');
  });

  it('whoever types names that do not go with numbers is slowed down', async () => {
    const who = await hall.as('operator', 'province');
    const id_number = number();
    await print(who, { id_number });
    const names = ['甲', '乙', '丙', '丁', '戊', '己'].map((one) => `${one}测试`);
    const answers: number[] = [];
    for (const name of names) answers.push((await print(who, { id_number, name })).status);
    expect(answers).toEqual([409, 409, 409, 409, 409, 429]);
  });

  it('leads round no suspension', async () => {
    const who = await hall.as('operator', 'inside');
    const id_number = number();
    await print(who, { id_number });
    const order = { identity_id: await ownerOf(id_number), reason_code: 'identity_doubt' } as const;
    await interventions.suspend(hall.base, order, {});
    const { status, text: page, code } = await print(who, { id_number });
    expect([status, code]).toEqual([409, undefined]);
    expect(page).toContain('不能绕过暂停');
  });
});

describe('the list of what was printed', () => {
  it('says by whom and how each stands, and not whose it is; one is voided, once', async () => {
    const who = await hall.as('operator', 'inside');
    const id_number = number();
    const { paper = '' } = await print(who, { id_number });
    const list = await text(who, '/admin/counter');
    expect(list.text).toContain(paper);
    expect(list.text).not.toMatch(/周|220000\d/);
    const file = await who.get('/admin/counter?format=csv');
    expect(await file.text()).toContain(paper);
    const post = async () =>
      (await who.post(`/admin/counter/${paper}/void`, { _csrf: await who.csrf() })).headers.get(
        'location',
      );
    expect(await post()).toContain('done=changed');
    expect(await post()).toContain('done=nothing');
    expect((await text(who, `/admin/counter/${paper}`)).text).toContain('已作废');
    expect(await events('paper.voided')).toHaveLength(1);
  });

  it('support sees that a paper waits, at the counter that printed it', async () => {
    const who = await hall.as('operator', 'inside');
    const id_number = number();
    const { paper } = await print(who, { id_number });
    const found = await who.post('/admin/support', {
      ...{ typed: id_number, reason_code: 'help_counter', note: '来电询问，请协助查看' },
      _csrf: await who.csrf(),
    });
    const page = await text(who, found.headers.get('location') ?? '');
    expect(page.text).toContain(`凭条 ${paper} 待使用`);
  });
});
