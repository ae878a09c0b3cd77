/** My second factors on the account pages, through the whole gateway. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as totp from '../../src/credentials/totp.ts';
import { citizenOf } from '../never/citizens.ts';
import { press } from '../never/province.ts';
import { authenticator } from '../staff/authenticator.ts';
import { app, optionsOn } from '../support/factors.ts';
import {
  type Citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';

let g: TestGateway;
let who: Visitor;
let person: Citizen;
let made = 0;

beforeAll(async () => {
  g = await startTestGateway();
});
beforeEach(async () => {
  made += 1;
  person = await citizenOf(g, `factors-${made}`, { level: 3 }, 3);
  who = visitor();
  await signInLocally(who, `${g.issuer}/account`, person);
});
afterAll(() => g?.stop());

const open = (path = '') => who.open(`${g.issuer}/account/factors${path}`);
const secretOn = (page: Page) =>
  (/<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1] ?? '').replace(/\s/g, '');
const rows = () =>
  g.base.db('credentials').where({ identity_id: person.identity_id }).whereNull('ended_at');
const kinds = async () =>
  (await auditTrail(g.base))
    .filter(({ actor_id }) => actor_id === person.identity_id)
    .map(({ kind }) => kind);

/** Adds an app on the pages; gives its secret, and the page that comes then. */
async function addApp(label = '我的手机') {
  const page = await open('/app');
  const secret = secretOn(page);
  const code = totp.codeAt(g.clock.now(), secret);
  const done = await press(who, page, '/factors/app', { code, label });
  return { secret, page, done, code };
}

function nextCode(secret: string) {
  g.clock.advance(30_000);
  return totp.codeAt(g.clock.now(), secret);
}

it('an app is added by its picture or key and first code, with recovery codes that are shown once', async () => {
  const { done } = await addApp();
  expect(done.text).toContain('请保存恢复码');
  expect([...done.html.matchAll(/<code>[2-9A-Z]{5}-[2-9A-Z]{5}<\/code>/g)]).toHaveLength(10);
  const list = await open();
  expect(list.text).toContain('验证器应用“我的手机”');
  expect(list.text).toContain('最高用于 2 级的登录');
  expect(list.text).toContain('还有 10 个可用');
  const stored = await rows();
  expect(stored.filter(({ kind }) => kind === 'totp')).toMatchObject([
    { bound_level: 2, secret: '' },
  ]);
  expect(JSON.stringify(stored)).not.toContain('我的手机');
  expect(await kinds()).toEqual(
    expect.arrayContaining(['credential.added', 'credential.codes_made']),
  );
  const history = await who.open(`${g.issuer}/account/history`);
  expect(history.text).toContain('添加了一种验证方式');
  expect((await who.open(`${g.issuer}/account/sign-in`)).text).toContain('已设置 1 种');
});

it('a wrong first code adds nothing, and the same picture stays', async () => {
  const page = await open('/app');
  const wrong = await press(who, page, '/factors/app', { code: '000000' });
  expect(wrong.status).toBe(400);
  expect(secretOn(wrong)).toBe(secretOn(page));
  expect((await rows()).filter(({ kind }) => kind === 'totp')).toEqual([]);
  const code = totp.codeAt(g.clock.now(), secretOn(page));
  expect((await press(who, wrong, '/factors/app', { code })).text).toContain('请保存恢复码');
});

it('a form that is posted twice adds one; of another session, or too old, none', async () => {
  const { page, code } = await addApp();
  const again = await press(who, page, '/factors/app', { code });
  expect((await rows()).filter(({ kind }) => kind === 'totp')).toHaveLength(1);
  expect(again.url.pathname).toMatch(/factors/);

  const other = await citizenOf(g, `factors-other-${made}`, { level: 3 }, 3);
  const theirs = visitor();
  await signInLocally(theirs, `${g.issuer}/account`, other);
  const form = await theirs.open(`${g.issuer}/account/factors/app`);
  const foreign = page.forms.find(({ fields }) => 'entry' in fields)?.fields['entry'] ?? '';
  const refused = await press(theirs, form, '/factors/app', { entry: foreign, code });
  expect(refused.status).toBe(409);
});

it('whoever signed in long ago signs in again before anything is added', async () => {
  g.clock.advance(16 * 60_000);
  const page = await open('/app');
  expect(page.text).toContain('请先确认是您本人');
  const anew = await press(who, page, '/factors/sign-in');
  expect(anew.text).toContain('用哪个账号登录');
  const asked = await who.submit(anew, {}, { name: 'source', value: 'local' });
  const { username, password } = person;
  const back = await who.submit(asked, { username, password });
  expect(back.url.pathname).toBe('/account/factors');
  expect((await open('/app')).text).toContain('扫描二维码');
});

it('beside a factor another one takes the first; a thief with the password gets no further', async () => {
  const { secret } = await addApp();
  // A new session, with the password alone.
  who = visitor();
  await press(who, await signInLocally(who, `${g.issuer}/account`, person), '/told');
  for (const path of ['/app', '/passkey']) {
    const page = await open(path);
    expect(page.text).toContain('请先确认是您本人');
    expect(page.text).toContain('已有的验证方式');
  }
  const list = await open();
  for (const ending of ['/remove', '/codes', '/always']) {
    const page = await press(who, list, ending);
    expect(page.text).toContain('请先确认是您本人');
  }
  expect((await rows()).filter(({ kind }) => kind === 'totp')).toHaveLength(1);
  const wrong = await press(who, await open('/app'), '/prove', { code: '000000' });
  expect(wrong.status).toBe(400);
  expect(await kinds()).toContain('credential.refused');
  const page = await press(who, wrong, '/prove', { code: nextCode(secret) });
  expect(page.text).toContain('扫描二维码');
});

it('a factor is renamed, asked always, given new codes and removed by whoever shows it', async () => {
  const { secret } = await addApp();
  const proved = await press(who, await open('/prove?to=list'), '/prove', {
    code: nextCode(secret),
  });
  expect(proved.text).toContain('已确认是您本人');
  const renamed = await press(who, proved, '/rename', { label: '办公手机' });
  expect(renamed.text).toContain('验证器应用“办公手机”');
  const always = await press(who, renamed, '/always');
  expect(always.text).toContain('已改为每次登录都验证');
  const codes = await press(who, always, '/codes');
  expect([...codes.html.matchAll(/<code>[2-9A-Z]{5}-[2-9A-Z]{5}<\/code>/g)]).toHaveLength(10);
  const live = (await rows()).filter(({ kind }) => kind === 'recovery');
  expect(live).toHaveLength(10);
  const gone = await press(who, await open(), '/remove');
  expect(gone.text).toContain('已删除');
  // With the last factor the recovery codes are gone too.
  expect((await rows()).map(({ kind }) => kind)).toEqual(['password']);
  expect(await kinds()).toEqual(
    expect.arrayContaining(['credential.changed', 'credential.codes_made', 'credential.ended']),
  );
});

it('one that somebody bound in a weaker session is removed by a stronger sign-in', async () => {
  await app(g.base, g.clock, { ...person, level: 1 });
  const done = await press(who, await open(), '/remove');
  expect(done.text).toContain('已删除');
});

it('a passkey is added by the device, and refused the second time its answer comes', async () => {
  const device = authenticator({ origin: g.issuer });
  const page = await open('/passkey');
  const answer = device.create(optionsOn(page));
  const done = await press(who, page, '/factors/passkey', { answer, label: '办公室电脑' });
  expect(done.text).toContain('请保存恢复码');
  const again = await press(who, page, '/factors/passkey', { answer });
  expect(again.text).toContain('请先确认是您本人');
  expect((await rows()).filter(({ kind }) => kind === 'passkey')).toHaveLength(1);
  // From now on it opens the account by itself.
  const other = visitor();
  const picker = await other.open(`${g.issuer}/account`);
  const asked = await other.submit(picker, {}, { name: 'source', value: 'local' });
  const told = await press(other, asked, '/passkey', { answer: device.get(optionsOn(asked)) });
  expect((await press(other, told, '/told')).url.pathname).toBe('/account');
});

it('the passkey that is the last way in stays', async () => {
  const device = authenticator({ origin: g.issuer });
  const page = await open('/passkey');
  await press(who, page, '/factors/passkey', { answer: device.create(optionsOn(page)) });
  const { identity_id } = person;
  const at = g.clock.now();
  await g.base.db('links').where({ identity_id }).update({ ended_at: at });
  await g.base.db('credentials').where({ identity_id, kind: 'password' }).update({ ended_at: at });
  who = visitor();
  const picker = await who.open(`${g.issuer}/account`);
  const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
  const told = await press(who, asked, '/passkey', { answer: device.get(optionsOn(asked)) });
  await press(who, told, '/told');
  const kept = await press(who, await open(), '/remove');
  expect(kept.text).toContain('这是您最后一种登录方式');
  expect((await rows()).filter(({ kind }) => kind === 'passkey')).toHaveLength(1);
});
