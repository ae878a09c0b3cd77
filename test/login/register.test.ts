// Whole, since every branch of one way in stands here, through the front door.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { issued } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import {
  button,
  codeTo,
  learned,
  type NewcomersGateway,
  password,
  press,
  proved,
  startNewcomers,
  toPhone,
} from './newcomer.ts';

const zhang = { name: '张试', id_number: '220000190001010018', phone: '+8619900000101' };
const li = { name: '李测', id_number: '220000190001010026', phone: '+8619900000102' };
const owned = { name: '王样', id_number: '222401190506150913', phone: '+8619900000103' };
const scope = 'openid profile realname phone idno';

let g: NewcomersGateway;
let owner: string;
beforeAll(async () => {
  g = await startNewcomers([zhang, li, owned]);
  const came = await identities.resolve(
    g.base,
    issued('fund-owned', {
      attributes: { name: owned.name, id_type: 'resident_id', id_number: owned.id_number },
    }),
    { notice: '2026-11' },
  );
  owner = came.identity_id ?? '';
}, 60_000);
afterAll(() => g.stop());

const kindsOf = async (identity_id: string) =>
  (await auditTrail(g.base))
    .filter(({ actor_id, object_id }) => actor_id === identity_id || object_id === identity_id)
    .map(({ kind }) => kind)
    .sort();
const whose = async (phone: string) => {
  const id = await identities.findByPhone(g.base, phone);
  if (!id) throw new Error('nobody has proved that telephone');
  return id;
};
const said = (of: { name: string; id_number: string }, method: string) => ({
  name: of.name,
  id_number: of.id_number,
  method,
});

describe('somebody without an old account', () => {
  it('registers with a telephone alone, is of level 0, and signs in with it afterwards', async () => {
    const who = visitor();
    const asked = g.hall.ask(g.issuer, { scope });
    const picker = await who.open(asked.address);
    const phonePage = await press(who, picker, '/register');
    const coded = await who.submit(phonePage, { phone: '199 0000 0001' });
    expect(coded.text).toContain('199****0001');
    const notice = await press(who, coded, '/code', { code: await codeTo(g, '19900000001') });
    const check = await press(who, notice, '/notice');
    const set = await who.submit(check, {}, button('skip'));
    expect(set.text).toContain('设置密码');
    const back = await who.submit(set, { password });
    expect(await learned(g, back, asked.verifier)).toMatchObject({
      acr: 'urn:songhua:acr:0',
      phone_number: '+8619900000001',
      phone_number_verified: true,
    });
    const id = await whose('19900000001');
    expect(await kindsOf(id)).toEqual([
      'credential.set',
      'identity.notice_accepted',
      'identity.registered',
      'login.succeeded',
      'session.joined',
      'session.started',
    ]);
    const [evidence] = await g.base.db('evidence').where({ identity_id: id });
    expect(evidence).toMatchObject({ method: 'phone', level: 0, authority: 'sms' });

    // How the account began stands in what its owner reads, and is no news to them.
    const account = await who.open(`${g.issuer}/account`);
    expect(account.text).not.toContain('您还没有看过');
    const history = await who.open(`${g.issuer}/account/history`);
    expect(history.text).toContain('新注册了这个账号');
    expect(history.text).toContain('本人操作');

    const later = visitor();
    const again = g.hall.ask(g.issuer, { scope });
    const form = await later.submit(
      await later.open(again.address),
      {},
      { name: 'source', value: 'local' },
    );
    const came = await later.submit(form, { username: '+86 199-0000-0001', password });
    expect(await learned(g, came, again.verifier)).toMatchObject({ acr: 'urn:songhua:acr:0' });
  });

  it('has name and number checked, is asked after an older account, and reaches level 1', async () => {
    const who = visitor();
    const asked = g.hall.ask(g.issuer, { scope });
    const check = await proved(g, who, '19900000002', asked);
    const known = await who.submit(check, said(zhang, 'name_and_number'), button('check'));
    expect(known.text).toContain('您以前登录过吗');
    const set = await who.submit(known, {}, button('separate'));
    const back = await who.submit(set, { password });
    const info = await learned(g, back, asked.verifier);
    expect(info).toMatchObject({ acr: 'urn:songhua:acr:1', name: zhang.name });
    expect(info).not.toHaveProperty('id_no');
    const id = await whose('19900000002');
    expect(await g.base.db('identifiers').where({ identity_id: id })).toMatchObject([
      { standing: 'claimed', source_id: 'check:name_and_number' },
    ]);
    const evidence = await g.base
      .db('evidence')
      .where({ identity_id: id, method: 'name_and_number' });
    expect(evidence).toMatchObject([
      { level: 1, authority: 'population', transaction_no: expect.any(String) },
    ]);
  });

  it('is told the same after a check of name and number, whoever owns the number', async () => {
    const pages: string[] = [];
    for (const [at, somebody] of [li, owned].entries()) {
      const who = visitor();
      const check = await proved(g, who, `1990000001${at}`);
      const known = await who.submit(check, said(somebody, 'name_and_number'), button('check'));
      pages.push(known.text);
    }
    expect(pages[0]).toBe(pages[1]);
  });

  it('makes the number theirs when operators confirm it, and signs in with it', async () => {
    const who = visitor();
    const asked = g.hall.ask(g.issuer, { scope });
    const check = await proved(g, who, '19900000102', asked);
    const set = await who.submit(check, said(li, 'operator'), button('check'));
    expect(set.text).toContain('设置密码');
    expect(set.text).toContain('220***********0026');
    const back = await who.submit(set, { password, login_name: 'li-measured' });
    expect(await learned(g, back, asked.verifier)).toMatchObject({
      acr: 'urn:songhua:acr:2',
      name: li.name,
      id_no: li.id_number,
    });
    for (const username of [li.id_number, 'li-measured', '19900000102']) {
      const later = visitor();
      const again = g.hall.ask(g.issuer, {});
      const form = await later.submit(
        await later.open(again.address),
        {},
        { name: 'source', value: 'local' },
      );
      const came = await later.submit(form, { username, password });
      expect(came.url.searchParams.get('code'), username).toBeTruthy();
    }
  });

  it('goes through the pages of the authority that compares faces, after a consent of its own', async () => {
    const person = { name: '赵样', id_number: '220000190402290110' };
    g.authority.people.push(person);
    g.authority.face = person.id_number;
    const who = visitor();
    const asked = g.hall.ask(g.issuer, { scope });
    const check = await proved(g, who, '19900000004', asked);
    const consent = await who.submit(check, said(person, 'face'), button('check'));
    expect(consent.text).toContain('单独同意');
    expect(g.authority.asked.some(({ name }) => name === person.name)).toBe(false);
    const set = await who.submit(consent, {}, button('agree'));
    expect(set.text).toContain('设置密码');
    const back = await who.submit(set, { password });
    expect(await learned(g, back, asked.verifier)).toMatchObject({
      acr: 'urn:songhua:acr:3',
      id_no: person.id_number,
    });
  });

  it('need not show a face: declining leads back to the other ways', async () => {
    const who = visitor();
    const check = await proved(g, who, '19900000005');
    const consent = await who.submit(check, said(zhang, 'face'), button('check'));
    const again = await who.submit(consent, {}, button('other'));
    expect(again.text).toContain('核对您的身份');
    expect(again.text).toContain('先不核对');
  });

  it('whose face is not that of the document is told so, and can go on without', async () => {
    g.authority.face = li.id_number;
    const who = visitor();
    const check = await proved(g, who, '19900000006');
    const consent = await who.submit(check, said(zhang, 'face'), button('check'));
    const again = await who.submit(consent, {}, button('agree'));
    expect(again.text).toContain('人脸与证件照片不一致');
    expect((await who.submit(again, {}, button('skip'))).text).toContain('设置密码');
  });

  it('whose number another account owns is asked to prove that, and joins nobody', async () => {
    const who = visitor();
    const check = await proved(g, who, '19900000103');
    const known = await who.submit(check, said(owned, 'operator'), button('check'));
    expect(known.text).toContain('您已经有账号了');
    const picker = await who.submit(known, {}, button('prove'));
    expect(picker.text).toContain('用哪个账号登录');
    expect(await g.base.db('contacts').where({ identity_id: owner })).toEqual([]);
  });

  it('may go on apart from it: at level 0, the number only said, and a question for staff', async () => {
    const somebody = { ...owned, phone: '+8619900000104' };
    g.authority.people.push(somebody);
    const who = visitor();
    const asked = g.hall.ask(g.issuer, { scope });
    const check = await proved(g, who, '19900000104', asked);
    const known = await who.submit(check, said(somebody, 'face'), button('check'));
    g.authority.face = owned.id_number;
    const owner_page = await who.submit(known, {}, button('agree'));
    const set = await who.submit(owner_page, {}, button('separate'));
    expect(set.text).not.toContain('2224');
    const told = await who.submit(set, { password });
    expect(told.text).toContain('您的证件号码需要核对');
    const back = await who.submit(told);
    const info = await learned(g, back, asked.verifier);
    expect(info).toMatchObject({ acr: 'urn:songhua:acr:0' });
    expect(info).not.toHaveProperty('id_no');
    const id = await whose('19900000104');
    expect(id).not.toBe(owner);
    expect(await g.base.db('conflicts').where({ identity_id: id })).toMatchObject([
      { other_identity_id: owner, reason: 'identifier_of_another', settled_at: null },
    ]);
  });
});

describe('what is typed wrongly', () => {
  it('is said in words, keeps what was typed, and goes no further', async () => {
    const who = visitor();
    const phone = await toPhone(g, who);
    expect((await who.submit(phone, { phone: '' })).text).toContain('请填写手机号码');
    const wrong = await who.submit(phone, { phone: '12900000001' });
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain('value="12900000001"');
    const coded = await who.submit(wrong, { phone: '19900000020' });
    const code = await codeTo(g, '19900000020');
    const bad = await press(who, coded, '/code', { code: code === '111111' ? '222222' : '111111' });
    expect(bad.text).toContain('验证码不正确或已失效');
    const notice = await press(who, bad, '/code', { code });
    const check = await press(who, notice, '/notice');
    for (const [fill, words] of [
      [{ ...said(zhang, 'name_and_number'), name: '' }, '请填写姓名'],
      [{ ...said(zhang, 'name_and_number'), id_number: '' }, '证件号码'],
      [
        { ...said(zhang, 'name_and_number'), id_number: '220000190001010019' },
        '号码与证件类型不符',
      ],
      [{ ...said(zhang, 'name_and_number'), name: '张错' }, '姓名和证件号码不一致'],
      [said(zhang, 'operator'), '姓名、证件号码和手机号码不一致'],
    ] as const) {
      const again = await who.submit(check, fill, button('check'));
      expect(again.status).toBe(400);
      expect(again.text).toContain(words);
    }
  });

  it('a second code within the minute is not sent, and says how long to wait', async () => {
    const who = visitor();
    const coded = await who.submit(await toPhone(g, who), { phone: '19900000021' });
    const again = await who.submit(coded, {}, button('again'));
    expect(again.status).toBe(429);
    expect(again.text).toContain('验证码发送得较多');
    await codeTo(g, '19900000021');
    expect(g.sms.sent.filter(({ to }) => to === '+8619900000021')).toHaveLength(1);
  });

  it('another telephone can be given before the first is proved', async () => {
    const who = visitor();
    const coded = await who.submit(await toPhone(g, who), { phone: '19900000022' });
    const phone = await who.submit(coded, {}, button('other'));
    const second = await who.submit(phone, { phone: '19900000023' });
    const first = await codeTo(g, '19900000022');
    expect((await press(who, second, '/code', { code: first })).text).toContain('不正确或已失效');
    const notice = await press(who, second, '/code', { code: await codeTo(g, '19900000023') });
    expect(notice.text).toContain('我已阅读');
  });

  it('a weak password, or one made of the telephone, is not taken', async () => {
    const who = visitor();
    const check = await proved(g, who, '19900000024');
    const set = await who.submit(check, {}, button('skip'));
    for (const weak of ['short', '19900000024', 'password1'])
      expect((await who.submit(set, { password: weak })).status, weak).toBe(400);
    const taken = await who.submit(set, { password, login_name: 'li-measured' });
    expect(taken.status).toBe(400);
    expect((await who.submit(set, { password })).url.searchParams.get('code')).toBeTruthy();
  });
});

describe('a child', () => {
  it('is asked to come with a guardian, and no authority is told of it', async () => {
    const { length } = g.authority.asked;
    const who = visitor();
    const check = await proved(g, who, '19900000030');
    const refused = await who.submit(
      check,
      { name: '小试', id_number: '220000202001010080', method: 'name_and_number' },
      button('check'),
    );
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('监护人');
    expect(g.authority.asked).toHaveLength(length);
  });
});

describe('an authority that does not answer', () => {
  it('is said to, and one can go on without the check', async () => {
    const who = visitor();
    const check = await proved(g, who, '19900000031');
    g.authority.calls.misdeed = 'unsigned';
    const down = await who.submit(check, said(zhang, 'name_and_number'), button('check'));
    g.authority.calls.misdeed = undefined;
    expect(down.status).toBe(503);
    expect(down.text).toContain('核验机构没有应答');
    const again = await who.open(check.url);
    expect((await who.submit(again, {}, button('skip'))).text).toContain('设置密码');
  });
});

describe('what is not configured', () => {
  it('is not offered: without SMS newcomers are sent to a counter', async () => {
    const bare = await startNewcomers([], {
      ...{ SMS_URL: undefined, SMS_KEY: undefined },
    });
    const who = visitor();
    const picker = await who.open(bare.hall.ask(bare.issuer, {}).address);
    expect(picker.text).toContain('请带上证件，到任一政务大厅窗口开通');
    expect(picker.forms.some(({ action }) => action.pathname.endsWith('/register'))).toBe(false);
    await bare.stop();
  }, 60_000);

  it('without any authority nothing is asked, and the account is of level 0', async () => {
    const alone = await startNewcomers([], {
      ...{ CHECK_NAME_URL: undefined, CHECK_NAME_KEY: undefined },
      ...{ CHECK_OPERATOR_URL: undefined, CHECK_OPERATOR_KEY: undefined },
      ...{ CHECK_FACE_URL: undefined, CHECK_FACE_KEY: undefined },
    });
    const who = visitor();
    const set = await proved(alone, who, '19900000001');
    expect(set.text).toContain('设置密码');
    expect((await who.submit(set, { password })).url.searchParams.get('code')).toBeTruthy();
    await alone.stop();
  }, 60_000);
});
