/** Never 1: a thief who had the password is out once its owner has proved themselves without it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as second from '../../src/identities/second-factors.ts';
import * as recovery from '../../src/recovery/recovery.ts';
import { number } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import { app, optionsOn, passkey } from '../support/factors.ts';
import { signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type CheckedProvince, startCheckedProvince } from './checked-province.ts';
import { citizenOf } from './citizens.ts';
import { codeOf, press } from './province.ts';

const MINUTES = 60_000;
const HOURS = 60 * MINUTES;
const fresh = 'river-sturgeon-4420';
let p: CheckedProvince;
let made = 0;

vi.setConfig({ testTimeout: 20_000 });

beforeAll(async () => {
  p = await startCheckedProvince();
}, 60_000);
afterAll(() => p?.stop());
beforeEach(() => p.base.db('tries').delete());

type Visitor = ReturnType<typeof visitor>;

async function someone() {
  made += 1;
  const id_number = number();
  const owner = await citizenOf(p, `robbed-${made}`, { id_number });
  p.authority.people.push({ name: '钱样本', id_number });
  return { ...owner, id_number };
}
type Owner = Awaited<ReturnType<typeof someone>>;

/** Somebody whose password a thief had, who added an app and a passkey with it and asked for them always. */
async function robbed() {
  const owner = await someone();
  const phone = await app(p.base, p.clock, { ...owner, level: 2 });
  const { device } = await passkey(p.base, p.issuer, { ...owner, level: 2 });
  await second.askAlways(p.base, owner.identity_id, true);
  p.clock.advance(1_000);
  return { owner, device, phone };
}

/** Through all that is told first. */
async function read(who: Visitor, page: Page): Promise<Page> {
  const told = page.forms.some(({ action }) => action.pathname.endsWith('/told'));
  return told ? read(who, await press(who, page, '/told')) : page;
}

const signInPage = async (who: Visitor, path: string) => {
  const picker = await who.open(p.hall.ask(p.issuer).address);
  return who.open(`${p.issuer}${picker.url.pathname}/${path}`);
};

async function byFace(who: Visitor, { id_number }: Owner): Promise<Page> {
  p.authority.face = id_number;
  const fields = { name: '钱样本', number: id_number };
  const button = { name: 'by', value: 'face' };
  return press(who, await signInPage(who, 'recover'), '/recover', fields, button);
}

async function byPaper(who: Visitor, { id_number }: Owner): Promise<Page> {
  const { code } = await printed(p.base, { name: '钱样本', id_number }, '220000-fund');
  return press(who, await signInPage(who, 'paper'), '/paper', { code, number: id_number });
}

const standing = (identity_id: string) =>
  p.base.db('credentials').where({ identity_id, ended_at: null }).whereNot({ kind: 'password' });

const withPasskey = async (who: Visitor, address: string, { device }: Pick<Robbed, 'device'>) => {
  const picker = await who.open(address);
  const page = await who.submit(picker, {}, { name: 'source', value: 'local' });
  return press(who, page, '/passkey', { answer: device.get(optionsOn(page)) });
};
type Robbed = Awaited<ReturnType<typeof robbed>>;

/** The new password is set, the thief's factors are told and lead nowhere, and the owner is rid of them. */
async function regains({ owner, device, phone }: Robbed, who: Visitor, page: Page, event: string) {
  const notice = page.forms.some(({ action }) => action.pathname.endsWith('/notice'));
  const form = notice ? await press(who, page, '/notice') : page;
  const told = await press(who, form, '/regain', { password: fresh });
  expect(told.text).toContain('部分旧的登录方式已暂停');
  expect(told.text).toContain('2 个登录密码或凭证');
  codeOf(await read(who, told));
  const { identity_id } = owner;
  const rows = await standing(identity_id);
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter(({ suspended_at, asked_always }) => !suspended_at || asked_always)).toEqual(
    [],
  );
  const done = (await auditTrail(p.base)).filter(({ kind }) => kind === event).at(-1);
  expect(done).toMatchObject({ object_id: identity_id, detail: { suspended: 2 } });
  const thief = visitor();
  const refused = await withPasskey(thief, p.hall.ask(p.issuer).address, { device });
  expect(refused.status).toBe(400);
  // Nobody is asked for what the thief has, and neither it nor a recovery code proves anything.
  const again = visitor();
  const home = await signInLocally(again, `${p.issuer}/account`, { ...owner, password: fresh });
  expect((await read(again, home)).url.pathname).toBe('/account');
  let list = await again.open(`${p.issuer}/account/factors`);
  expect(list.text).toContain('已暂停，请删除后重新添加');
  for (const _ of [phone, device]) list = await press(again, list, '/remove');
  expect((await standing(identity_id)).filter(({ kind }) => kind !== 'recovery')).toEqual([]);
}

describe("a thief's passkey, bound as high as the password was", () => {
  it('does not outlive a paper', async () => {
    const robbery = await robbed();
    const who = visitor();
    await regains(robbery, who, await byPaper(who, robbery.owner), 'paper.used');
  });

  it('does not outlive a recovery', async () => {
    const robbery = await robbed();
    expect((await byFace(visitor(), robbery.owner)).text).toContain('已核验，请等待');
    p.clock.advance(72 * HOURS);
    const who = visitor();
    await regains(robbery, who, await byFace(who, robbery.owner), 'recovery.done');
  });

  it('leaves alone what was bound higher than the proof', async () => {
    const owner = await someone();
    await passkey(p.base, p.issuer, { ...owner, level: 3 });
    const who = visitor();
    const page = await byPaper(who, owner);
    const form = await press(who, page, '/regain', { password: fresh });
    codeOf(await read(who, form));
    const rows = await standing(owner.identity_id);
    expect(rows.filter(({ suspended_at }) => suspended_at)).toEqual([]);
  });
});

describe("a thief's no", () => {
  it('by a way that was added after it counts neither against a recovery nor against a paper', async () => {
    const owner = await someone();
    await byFace(visitor(), owner);
    await printed(p.base, { name: '钱样本', id_number: owner.id_number }, '220000-fund');
    p.clock.advance(1_000);
    const { device } = await passkey(p.base, p.issuer, { ...owner, level: 2 });
    const thief = visitor();
    const home = await read(thief, await withPasskey(thief, `${p.issuer}/account`, { device }));
    for (const form of ['/recovery/stop', '/paper/void']) {
      const refused = await press(thief, home, form);
      expect([refused.status, refused.text]).toEqual([
        403,
        expect.stringContaining('这次登录不能阻止它'),
      ]);
    }
    expect(await recovery.waitingOf(p.base, owner.identity_id)).toBeDefined();
    expect(await recovery.openOf(p.base, owner.identity_id)).toBeDefined();
  });

  it('in a session that was begun long ago asks for a sign-in first', async () => {
    const owner = await someone();
    const who = visitor();
    await signInLocally(who, `${p.issuer}/account`, owner);
    p.clock.advance(16 * MINUTES);
    await byFace(visitor(), owner);
    const asked = await press(who, await who.open(`${p.issuer}/account`), '/recovery/stop');
    expect(asked.text).toContain('用哪个账号登录');
    expect(await recovery.waitingOf(p.base, owner.identity_id)).toBeDefined();
    const form = await who.submit(asked, {}, { name: 'source', value: 'local' });
    const { username, password } = owner;
    const home = await read(who, await who.submit(form, { username, password }));
    expect((await press(who, home, '/recovery/stop')).text).toContain('已阻止');
  });
});
