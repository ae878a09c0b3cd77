// Whole, since one story of a recovered password is told from the form to the last of what it may not do.
/** Passwords recovered by a check, held against what never happens: Never 1, 3, 5, 9, 11. */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import { onQuery } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { maskPhone } from '../../src/identities/masks.ts';
import { current } from '../../src/oidc/artefacts/unit-of-work.ts';
import * as recovery from '../../src/recovery/recovery.ts';
import { issued, number } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type CheckedProvince, startCheckedProvince } from './checked-province.ts';
import { comeThrough, press } from './province.ts';

const HOURS = 3_600_000;
const log: string[] = [];
const visited: string[] = [];
let p: CheckedProvince;

vi.setConfig({ testTimeout: 20_000 });

beforeAll(async () => {
  p = await startCheckedProvince({
    log: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
  });
}, 60_000);
afterAll(() => p.stop());
// The pace of messages is that of the process, not of the test's clock.
beforeEach(() => p.base.db('tries').delete());

let phones = 0;
/** Somebody with an account at the fund, whose telephone is registered under their own name. */
async function person(name = '周测试') {
  phones += 1;
  const id_number = number();
  const phone = `+8619900001${String(phones).padStart(3, '0')}`;
  const attributes = { name, id_type: 'resident_id', id_number, phone_number: phone };
  const { identity_id = '' } = await identities.resolve(
    p.base,
    issued(`r-${id_number}`, { source_id: 'fund', level: 2, attributes }),
    { notice: '2026-11' },
  );
  p.authority.people.push({ name, id_number, phone });
  return { name, id_number, phone, identity_id };
}
type Person = Pick<Awaited<ReturnType<typeof person>>, 'name' | 'id_number' | 'phone'>;
type Visitor = ReturnType<typeof visitor>;

const watched = () =>
  visitor({
    sees(url, response) {
      visited.push(url.href, response.headers.get('location') ?? '');
    },
  });

const form = async (who: Visitor) => {
  const picker = await who.open(p.hall.ask(p.issuer).address);
  return who.open(`${p.issuer}${picker.url.pathname}/recover`);
};

/** From the client to the page that asks for the code. */
async function asked(who: Visitor, { name, id_number, phone }: Person): Promise<Page> {
  await p.base.db('tries').delete();
  const fields = { name, number: id_number, phone };
  return press(who, await form(who), '/recover', fields, { name: 'by', value: 'operator' });
}

const codes = new Map<string, number>();
/** The same, and the code that came. */
async function checked(who: Visitor, someone: Person): Promise<Page> {
  const page = await asked(who, someone);
  return press(who, page, '/recover/code', { code: await codeFor(someone.phone) });
}
async function codeFor(phone: string): Promise<string> {
  const before = codes.get(phone) ?? 0;
  for (;;) {
    const theirs = p.sms.sent.filter(({ to, template }) => to === phone && template === 'T1');
    if (theirs.length > before) {
      codes.set(phone, theirs.length);
      return theirs.at(-1)?.words['code'] ?? '';
    }
    await p.sms.textTo(phone, p.sms.sent.filter(({ to }) => to === phone).length + 1);
  }
}

async function byFace(who: Visitor, { name, id_number }: Person): Promise<Page> {
  p.authority.face = id_number;
  const fields = { name, number: id_number };
  return press(who, await form(who), '/recover', fields, { name: 'by', value: 'face' });
}

const set = (who: Visitor, page: Page, password = 'river-sturgeon-4419') =>
  press(who, page, '/regain', { password });
const arrived = (page: Page) => page.url.searchParams.has('code');
const notice = async (someone: Person, nth = 1) =>
  (await textOf(someone, 'T3', nth)).words['link'] ?? '';
async function textOf({ phone }: Person, template: string, least = 1) {
  const told = () => p.sms.sent.filter((one) => one.to === phone && one.template === template);
  while (told().length < least)
    await p.sms.textTo(phone, p.sms.sent.filter(({ to }) => to === phone).length + 1);
  return told().at(-1) as (typeof p.sms.sent)[number];
}
const events = async (kind: string, identity_id: string) =>
  (await auditTrail(p.base)).filter((one) => one.kind === kind && one.object_id === identity_id);

describe('a password that was forgotten', () => {
  it('is set after the owner was told and had three days to say no, on the same check', async () => {
    const someone = await person();
    const { identity_id } = someone;
    const old = { identity_id, password: 'long river, many tributaries', bound_level: 2 };
    await identities.setPassword(p.base, old);
    const begun = await checked(visitor(), someone);
    expect(begun.text).toContain('已核验，请等待');
    expect(begun.text).toContain('已通知');
    expect(await notice(someone)).toContain(`${p.issuer}/stop/`);
    p.clock.advance(71 * HOURS);
    expect((await checked(visitor(), someone)).text).toContain('还在等待时间内');
    expect(await events('recovery.done', identity_id)).toEqual([]);
    p.clock.advance(1 * HOURS);
    const who = visitor();
    expect(arrived(await set(who, await checked(who, someone)))).toBe(true);
    const [password] = await credentials.list(p.base, identity_id);
    // The operators' word is worth 2, and so is what stands on it (Never 3).
    expect(password).toMatchObject({ kind: 'password', bound_level: 2 });
    expect(await identities.links(p.base, identity_id)).toHaveLength(1);
    expect(await events('recovery.begun', identity_id)).toHaveLength(1);
    expect(await events('recovery.done', identity_id)).toHaveLength(1);
    const checks = await p.base.db('evidence').where({ identity_id, method: 'operator' });
    expect(checks).toHaveLength(1);
    const told = await interventions.list(p.base, identity_id, { limit: 5 });
    expect(told.map(({ kind }) => kind).sort()).toEqual(['recovery_begun', 'regained']);
    // Written to once more: it has been done.
    await textOf(someone, 'T5');
  });

  it('is no reason for a second code where the operators do not answer: the first counts until they do', async () => {
    const someone = await person();
    const who = visitor();
    p.authority.says = 'perhaps';
    const down = await checked(who, someone);
    expect([down.status, down.text]).toEqual([503, expect.stringContaining('核验机构没有应答')]);
    const page = await who.open(`${down.url}`);
    expect(page.text).toContain('不需要新的验证码');
    expect(page.html).not.toContain('name="code"');
    // Still down, and then back: nothing is begun before there is an answer, and one answer is one.
    expect((await press(who, page, '/recover/code')).status).toBe(503);
    expect(await events('recovery.begun', someone.identity_id)).toEqual([]);
    p.authority.says = undefined;
    expect((await press(who, page, '/recover/code')).text).toContain('已核验，请等待');
    const asked = p.authority.asked.length;
    expect((await press(who, page, '/recover/code')).text).not.toContain('等待时间内');
    expect(p.authority.asked).toHaveLength(asked);
    expect(await events('recovery.begun', someone.identity_id)).toHaveLength(1);
  });

  it('is proved anew once a code would be over, and after a no', async () => {
    const someone = await person();
    const back = (who: Visitor, { url }: Page) =>
      who.open(`${p.issuer}${url.pathname.replace(/\/recover.*/, '/recover/code')}`);
    const who = visitor();
    p.authority.says = 'perhaps';
    const down = await checked(who, someone);
    expect(down.status).toBe(503);
    p.authority.says = undefined;
    p.clock.advance(HOURS / 6);
    const asked = p.authority.asked.length;
    const late = await back(who, down);
    expect(late.text).not.toContain('不需要新的验证码');
    expect((await press(who, late, '/recover/code', { code: '000000' })).status).toBe(400);
    expect(p.authority.asked).toHaveLength(asked);
    const other = visitor();
    p.authority.says = 'no_match';
    const no = await checked(other, someone);
    p.authority.says = undefined;
    expect(no.status).toBe(400);
    expect((await back(other, no)).url.pathname).toMatch(/\/recover$/);
    expect(await events('recovery.begun', someone.identity_id)).toEqual([]);
  });

  it('of two browsers that come back one sets it', async () => {
    const someone = await person();
    await checked(visitor(), someone);
    p.clock.advance(72 * HOURS);
    const [one, two] = [visitor(), visitor()];
    const pages = [await checked(one, someone), await checked(two, someone)] as const;
    const ends = await Promise.all([set(one, pages[0]), set(two, pages[1], 'another-sturgeon-9')]);
    expect(ends.filter(arrived)).toHaveLength(1);
    expect(ends.map(({ status }) => status)).toContain(409);
    expect(await events('recovery.done', someone.identity_id)).toHaveLength(1);
  });

  it('is not set fourteen days later: it is begun anew, and told anew', async () => {
    const someone = await person();
    await checked(visitor(), someone);
    p.clock.advance((72 + 14 * 24) * HOURS);
    expect((await checked(visitor(), someone)).text).toContain('已核验，请等待');
    expect(await events('recovery.begun', someone.identity_id)).toHaveLength(2);
  });

  it('begun by face is finished by face, and reaches no further than one factor', async () => {
    const someone = await person();
    expect((await byFace(visitor(), someone)).text).toContain('已核验，请等待');
    p.clock.advance(72 * HOURS);
    expect((await checked(visitor(), someone)).text).toContain('请用申请时的方式核验');
    const who = visitor();
    expect(arrived(await set(who, await byFace(who, someone)))).toBe(true);
    const [password] = await credentials.list(p.base, someone.identity_id);
    expect(password).toMatchObject({ bound_level: 2 });
    expect(await identities.level(p.base, someone.identity_id)).toBe(3);
  });
});

describe('whoever was told', () => {
  it('says no by the link, without a sign-in; looking at it does nothing, and online nothing begins for a week', async () => {
    const someone = await person();
    await checked(visitor(), someone);
    const link = await notice(someone);
    const anybody = visitor();
    const page = await anybody.open(link);
    expect(await recovery.waitingOf(p.base, someone.identity_id)).toBeDefined();
    expect((await anybody.submit(page)).text).toContain('已阻止');
    expect(await recovery.waitingOf(p.base, someone.identity_id)).toBeUndefined();
    expect((await anybody.submit(page)).text).toContain('没有需要阻止的申请');
    expect((await checked(visitor(), someone)).text).toContain('申请已被阻止');
    p.clock.advance(7 * 24 * HOURS);
    expect((await checked(visitor(), someone)).text).toContain('已核验，请等待');
    const stopped = await events('recovery.stopped', someone.identity_id);
    expect(stopped.map(({ detail }) => detail['by'])).toEqual(['link']);
  });

  it('says no by a link a second time in a month: that one is stopped, and nothing is closed by it', async () => {
    const someone = await person();
    await checked(visitor(), someone);
    const stop = async (nth: number) => {
      const anybody = visitor();
      const stopped = await anybody.submit(await anybody.open(await notice(someone, nth)));
      expect(stopped.text).toContain('已阻止');
    };
    await stop(1);
    p.clock.advance(7 * 24 * HOURS);
    await checked(visitor(), someone);
    await stop(2);
    expect(await recovery.waitingOf(p.base, someone.identity_id)).toBeUndefined();
    p.clock.advance(1_000);
    expect((await checked(visitor(), someone)).text).toContain('已核验，请等待');
  });

  it('at a telephone that nobody proved reads of it, and gets nothing to stop it by', async () => {
    const someone = await person();
    const { identity_id } = someone;
    await p.base.db('contacts').where({ identity_id }).update({ bound_level: 1 });
    expect((await checked(visitor(), someone)).text).toContain('已通知');
    const { words } = await textOf(someone, 'T4');
    expect(Object.keys(words)).toEqual(['until']);
    const linked = p.sms.sent.filter((one) => one.to === someone.phone && one.template === 'T3');
    expect(linked).toEqual([]);
  });

  it('says no on the first page of the account, to a recovery and to a paper', async () => {
    const someone = await person();
    await checked(visitor(), someone);
    const { code } = await printed(p.base, someone, '220000-fund');
    const owner = visitor();
    const { name, id_number } = someone;
    const account = { sub: `r-${id_number}`, name, id_type: 'resident_id', id_number };
    const page = await comeThrough(
      p,
      owner,
      await owner.open(`${p.issuer}/account`),
      'fund',
      account,
    );
    // What was done stands before the page itself.
    const home = await press(owner, page, '/told');
    expect(home.text).toContain('正在重设您的密码');
    const stopped = await press(owner, home, '/account/recovery/stop');
    expect(stopped.text).toContain('已阻止');
    expect(stopped.text).not.toContain('正在重设您的密码');
    const voided = await press(owner, stopped, '/account/paper/void');
    expect(voided.text).toContain('认领码已作废');
    expect(await recovery.find(p.base, { code, number: id_number })).toEqual({ found: 'voided' });
    const by = await events('recovery.stopped', someone.identity_id);
    expect(by.map(({ detail }) => detail['by'])).toEqual(['owner']);
  });

  it('learns nothing from the page of a code that never was', async () => {
    const someone = await person();
    await checked(visitor(), someone);
    const link = await notice(someone);
    const never = `${p.issuer}/stop/0000-0000-0000-0000`;
    expect((await visitor().open(link)).text.replace(/\w{10}$/, '')).toBe(
      (await visitor().open(never)).text.replace(/\w{10}$/, ''),
    );
  });
});

describe('Never 1: nobody signs in as somebody else', () => {
  it('with a telephone that was hers and is given to somebody else now', async () => {
    const hers = await person('冯样本');
    // The operators have it under another name by now; in her account it stands still.
    const theirs = { name: '陈样本', id_number: number(), phone: hers.phone };
    for (const one of p.authority.people) if (one.phone === hers.phone) delete one.phone;
    p.authority.people.push(theirs);
    const asHer = await checked(visitor(), hers);
    expect([asHer.status, asHer.text]).toEqual([400, expect.stringContaining('不一致')]);
    // As themselves they prove who they are, and have no account.
    expect((await checked(visitor(), theirs)).text).toContain('没有找到您的账号');
    expect(await events('recovery.begun', hers.identity_id)).toEqual([]);
  });

  it('with a name that is not the one on file, whatever the operators say', async () => {
    const someone = await person('褚样本');
    const other = { name: '卫样本', id_number: someone.id_number, phone: '+8619900002999' };
    p.authority.people.push(other);
    expect((await checked(visitor(), other)).text).toContain('登记的信息与您的证件不一致');
    expect(await events('recovery.begun', someone.identity_id)).toEqual([]);
  });

  it('with the code of another telephone, or of another sign-in', async () => {
    const someone = await person();
    const [one, two] = [visitor(), visitor()];
    const first = await asked(one, someone);
    const code = await codeFor(someone.phone);
    const second = await asked(two, { ...someone, phone: '+8619900002998' });
    expect((await press(two, second, '/recover/code', { code })).status).toBe(400);
    expect((await press(one, first, '/recover/code', { code: '000000' })).status).toBe(400);
    expect(await events('recovery.begun', someone.identity_id)).toEqual([]);
  });
});

describe('staff who stop an identity', () => {
  it('are not got round, before it begins and while it waits', async () => {
    const someone = await person();
    const order = { identity_id: someone.identity_id, reason_code: 'identity_doubt' } as const;
    await checked(visitor(), someone);
    p.clock.advance(72 * HOURS);
    const who = visitor();
    const page = await checked(who, someone);
    p.clock.advance(1_000);
    await interventions.suspend(p.base, order, {});
    expect((await set(who, page)).status).toBe(403);
    const refused = await checked(visitor(), someone);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('现在不能重设')]);
    expect(await events('recovery.done', someone.identity_id)).toEqual([]);
  });
});

describe('Never 11: until a check has said yes', () => {
  /** What a step looks like, and how often the database was asked for it. */
  async function seen(step: () => Promise<Page>, own: Person) {
    let roundTrips = 0;
    const stop = onQuery(p.base.db, () => {
      try {
        current();
        roundTrips += 1;
      } catch {
        // Asked for by a job beside the requests.
      }
    });
    const page = await step();
    stop();
    let { text } = page;
    for (const value of [own.name, own.id_number, own.phone, maskPhone(own.phone)])
      text = text.replaceAll(value, 'ONE');
    return { status: page.status, text: text.replace(/[0-9A-Z]{10}(?= 需要帮助)/, ''), roundTrips };
  }

  it('every step says and costs the same, whether there is such an account or not', async () => {
    const known = await person();
    // The telephone of a stranger, who knows the name and the number.
    const at = (one: Person, phone: string) => ({ ...one, phone });
    const strangers = [
      at(known, '+8619900003001'),
      at({ name: known.name, id_number: number(), phone: '' }, '+8619900003002'),
    ] as const;
    const runs = [];
    for (const stranger of strangers) {
      await p.base.db('tries').delete();
      const who = visitor();
      const page = await form(who);
      const fields = { name: stranger.name, number: stranger.id_number, phone: stranger.phone };
      let code: Page = page;
      const first = await seen(async () => {
        code = await press(who, page, '/recover', fields, { name: 'by', value: 'operator' });
        return code;
      }, stranger);
      const typed = await codeFor(stranger.phone);
      const wrong = await seen(
        () => press(who, code, '/recover/code', { code: 'xxxxxx' }),
        stranger,
      );
      const no = await seen(() => press(who, code, '/recover/code', { code: typed }), stranger);
      runs.push([first, wrong, no]);
    }
    const [one, other] = runs;
    expect(one?.map(({ status }) => status)).toEqual([200, 400, 400]);
    expect(one?.every(({ roundTrips }) => roundTrips > 2)).toBe(true);
    expect(other).toEqual(one);
  });
});

it('Never 9: no name, number, telephone or code stands in a log, an address or the trail', async () => {
  const someone = await person('邹不见');
  const who = watched();
  await checked(who, someone);
  const stop = (await notice(someone)).split('/').at(-1) ?? '';
  p.clock.advance(72 * HOURS);
  expect(arrived(await set(who, await checked(who, someone)))).toBe(true);
  const secret = new RegExp(
    [someone.name, someone.id_number, someone.phone.slice(3), stop].join('|'),
  );
  expect(log.join('\n')).not.toMatch(secret);
  expect(visited.join('\n')).not.toMatch(secret);
  expect(JSON.stringify(await auditTrail(p.base))).not.toMatch(secret);
  expect(JSON.stringify(await p.base.db('recoveries'))).not.toMatch(secret);
});
